// SPDX-License-Identifier: Apache-2.0
// A10: a label as it would be printed, drawn again while its values (or its design) are edited. The
// picture is the server's: the very dots a printer would get.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Text } from "../lead/documents";
import { askPicture, language, type Problem } from "../lead/port";
import { Shown, useRead } from "../lead/parts/reading";
import { said, say } from "../lead/words";

interface Design {
  id: string;
  title: Text;
  width_mm: number;
  height_mm: number;
  paper: boolean;
  fields: { name: string; label: Text; required: boolean }[];
  sample: string;
}

interface Wish {
  design: string;
  values: string;
  language: "zh" | "en";
  dots_per_mm_x100: number;
  page: number;
}

interface Picture {
  dots: ImageBitmap;
  pages: number;
  codes: number;
}

const pauseMs = 150; // between a key and the next picture

/** The last picture that could be drawn, and what is wrong with what stands there now. */
function usePicture(wish: Wish) {
  const [picture, setPicture] = useState<Picture | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void askPicture("/api/v1/labels/preview", wish, stop.signal).then((got) => {
        if (stop.signal.aborted) return;
        setProblem(got.ok ? null : got.problem);
        if (!got.ok) return;
        const { picture: drawn, headers } = got.data;
        void createImageBitmap(drawn).then((dots) => {
          if (stop.signal.aborted) return;
          setPicture({
            dots,
            pages: Number(headers.get("X-Label-Pages") ?? 1),
            codes: Number(headers.get("X-Label-Codes") ?? 0),
          });
        });
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wish]);
  return { picture, problem };
}

/** On a canvas: the page's policy allows no pictures but the server's own files. */
function Dots(props: { picture: Picture; wide_mm: number; stale: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { dots } = props.picture;
  useEffect(() => {
    canvas.current?.getContext("2d")?.drawImage(dots, 0, 0);
  }, [dots]);
  return (
    <canvas
      ref={canvas}
      class="label-picture"
      role="img"
      aria-label={say("label_picture")}
      data-stale={props.stale ? "yes" : undefined}
      style={{ width: `${props.wide_mm}mm` }}
      width={dots.width}
      height={dots.height}
    />
  );
}

const scales = [800, 1181, 1200];

function Editor({ design }: { design: Design }) {
  const [values, setValues] = useState(design.sample);
  const [words, setWords] = useState<"zh" | "en">(language.value === "en" ? "en" : "zh");
  const [scale, setScale] = useState(800);
  const [page, setPage] = useState(1);
  const wish = useMemo(
    () => ({ design: design.id, values, language: words, dots_per_mm_x100: scale, page }),
    [design.id, values, words, scale, page],
  );
  const { picture, problem } = usePicture(wish);
  return (
    <div class="label-editor">
      <section class="panel" aria-label={say("label_values")}>
        <div class="find">
          <label class="entry">
            {say("language")}{" "}
            <select
              value={words}
              onChange={(e) => setWords(e.currentTarget.value === "en" ? "en" : "zh")}
            >
              <option value="zh">{say("chinese")}</option>
              <option value="en">{say("english")}</option>
            </select>
          </label>
          <label class="entry">
            {say("label_dots")}{" "}
            <select
              value={String(scale)}
              onChange={(e) => setScale(Number(e.currentTarget.value))}
            >
              {scales.map((each) => (
                <option key={each} value={String(each)}>
                  {each / 100}
                </option>
              ))}
            </select>
          </label>
          {picture && picture.pages > 1 ? (
            <label class="entry">
              {say("label_page", String(picture.pages))}{" "}
              <input
                type="number"
                min={1}
                max={picture.pages}
                value={page}
                onInput={(e) => setPage(Math.max(1, Number(e.currentTarget.value)))}
              />
            </label>
          ) : null}
        </div>
        <label class="entry" for="label-values">
          {say("label_values")}
        </label>
        <textarea
          id="label-values"
          spellcheck={false}
          rows={18}
          value={values}
          onInput={(e) => setValues(e.currentTarget.value)}
        />
        <details>
          <summary>{say("label_fields")}</summary>
          <ul>
            {design.fields.map((field) => (
              <li key={field.name}>
                <code>{field.name}</code> {said(field.label)}
                {field.required ? " *" : ""}
              </li>
            ))}
          </ul>
        </details>
      </section>
      <section class="panel" aria-label={say("label_picture")}>
        <p role="status" class={problem ? "notice bad" : "notice"}>
          {problem
            ? `✕ ${problem.text ? said(problem.text) : problem.title}`
            : picture
              ? `✓ ${say("label_read_back", String(picture.codes))}`
              : `${say("loading")} …`}
        </p>
        {picture ? (
          <Dots picture={picture} wide_mm={design.width_mm} stale={problem !== null} />
        ) : null}
      </section>
    </div>
  );
}

export function LabelsPage() {
  const reading = useRead<{ items: Design[] }>("/api/v1/labels");
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div class="page">
      <h1>{say("labels")}</h1>
      <p class="quiet">{say("labels_page_hint")}</p>
      <Shown of={reading}>
        {({ items }) => {
          const design = items.find((each) => each.id === chosen) ?? items[0];
          return design ? (
            <>
              <label class="entry">
                {say("label_design")}{" "}
                <select value={design.id} onChange={(e) => setChosen(e.currentTarget.value)}>
                  {items.map((each) => (
                    <option key={each.id} value={each.id}>
                      {said(each.title)} · {each.width_mm}×{each.height_mm} mm · {each.id}
                    </option>
                  ))}
                </select>
              </label>
              <Editor key={design.id} design={design} />
            </>
          ) : (
            <p class="notice">–</p>
          );
        }}
      </Shown>
    </div>
  );
}
