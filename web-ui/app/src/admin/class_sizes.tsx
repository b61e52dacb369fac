// SPDX-License-Identifier: Apache-2.0
// The sizes of single classes' waves: what is left empty is that of all.
import { say } from "../lead/words";

export interface ClassSize {
  order_class: string;
  pieces_min: number;
  pieces_max: number;
}
/** As typed: empty fields are texts. */
export interface TypedSize {
  pieces_min: number | "";
  pieces_max: number | "";
}
export type TypedSizes = Record<string, TypedSize>;

const classes = ["single_unit", "single_sku", "multi", "same", "bulk", "custom"] as const;

export const typedSizes = (sizes: readonly ClassSize[]): TypedSizes =>
  Object.fromEntries(sizes.map(({ order_class, ...size }) => [order_class, size]));

/** A class of which only one end is typed has the other from `all`. */
export function classSizes(typed: TypedSizes, all: TypedSize): ClassSize[] {
  return Object.entries(typed)
    .filter(([, size]) => size.pieces_min !== "" || size.pieces_max !== "")
    .map(([order_class, size]) => ({
      order_class,
      pieces_min: Number(size.pieces_min === "" ? all.pieces_min : size.pieces_min),
      pieces_max: Number(size.pieces_max === "" ? all.pieces_max : size.pieces_max),
    }));
}

interface Props {
  sizes: TypedSizes;
  all: TypedSize;
  set: (sizes: TypedSizes) => void;
}

export function ClassSizes({ sizes, all, set }: Props) {
  return (
    <section aria-label={say("class_sizes")}>
      <h3 class="part">{say("class_sizes")}</h3>
      <p class="quiet">{say("class_sizes_why")}</p>
      {classes.map((name) => {
        const size = sizes[name] ?? { pieces_min: "", pieces_max: "" };
        const field = (key: "pieces_min" | "pieces_max") => (
          <label class="entry">
            <span>
              {say(`class_${name}`)}: {say(key === "pieces_min" ? "at_least" : "at_most")}
            </span>
            <input
              type="number"
              min={0}
              max={1_000_000}
              step={1}
              placeholder={String(all[key])}
              value={size[key]}
              onInput={(event) => {
                const { value, valueAsNumber } = event.currentTarget;
                const typed = value === "" ? ("" as const) : valueAsNumber;
                set({ ...sizes, [name]: { ...size, [key]: typed } });
              }}
            />
          </label>
        );
        return (
          <div key={name} class="fields">
            {field("pieces_min")}
            {field("pieces_max")}
          </div>
        );
      })}
    </section>
  );
}
