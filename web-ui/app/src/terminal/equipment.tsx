// SPDX-License-Identifier: Apache-2.0
// K0: what the packer's station has, and whether it works, before the first tote of the day. The
// server asks the printer and the scale; a test label is no parcel's label.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, type Schemas } from "../frame/api";
import { pick, speak, type Text } from "../words/dictionary";

type Equipment = Schemas["Equipment"];

const say = speak({
  printer: ["Printer", "打印机"],
  scale: ["Scale", "电子秤"],
  none: ["none here", "此处没有"],
  asking: ["asking …", "正在查询…"],
  test_label: ["Test label", "打印测试标签"],
  came_out: ["Did {0} come out? Then the printer works.", "若已打出 {0}，打印机正常。"],
  not_told: ["No answer. Scan a tote to go on.", "没有应答，可继续扫周转箱。"],
});

const path = "/api/v1/terminal/equipment";

export default function EquipmentShown() {
  const seen = useSignal<Equipment | null>(null);
  const told = useSignal("");
  useEffect(() => {
    void ask<Equipment>(path).then((got) => {
      if (got.ok) seen.value = got.data;
      else told.value = say("not_told");
    });
  }, []);
  const test = async (): Promise<void> => {
    told.value = say("asking");
    const got = await ask<{ code: string }>(`${path}/test-label`, { method: "POST", body: {} });
    const why = got.ok ? null : got.problem.text;
    told.value = got.ok ? say("came_out", got.data.code) : why ? pick(why) : say("not_told");
  };
  const { printer, scale } = seen.value ?? {};
  const words = (part: { text: Text } | null | undefined): string =>
    !seen.value ? say("asking") : part ? pick(part.text) : say("none");
  return (
    <section aria-label={`${say("printer")}, ${say("scale")}`}>
      <dl class="lines">
        <div class="line">
          <dt>{say("printer")}</dt>
          {printer ? <dd>{printer.name}</dd> : null}
          <dd>{words(printer)}</dd>
        </div>
        <div class="line">
          <dt>{say("scale")}</dt>
          <dd>{words(scale)}</dd>
        </div>
      </dl>
      {printer && printer.state !== "unknown" ? (
        <button type="button" class="chip" onClick={() => void test()}>
          {say("test_label")}
        </button>
      ) : null}
      {told.value ? <p role="status">{told.value}</p> : null}
    </section>
  );
}
