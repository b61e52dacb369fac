// SPDX-License-Identifier: Apache-2.0
// What the server names by a code, in the person's language. A code without its words does not
// compile; one this page does not know yet is shown as it is.
import { say, type Word } from "../lead/words";

export const locationTypes = {
  pick: "type_pick",
  reserve: "type_reserve",
  stage: "type_stage",
  quality: "type_quality",
  returns: "type_returns",
  damage: "type_damage",
  packing: "type_packing",
  dock: "type_dock",
} as const satisfies Record<string, Word>;

export const lotModes = {
  none: "lots_none",
  optional: "lots_optional",
  required: "lots_required",
} as const satisfies Record<string, Word>;

export const expiryModes = {
  none: "expiry_none",
  best_before: "expiry_best_before",
  use_by: "expiry_use_by",
} as const satisfies Record<string, Word>;

export const serialModes = {
  none: "serials_none",
  in: "serials_in",
  out: "serials_out",
  both: "serials_both",
} as const satisfies Record<string, Word>;

export const skuStates = {
  active: "sku_active",
  phase_out: "sku_phase_out",
  inactive: "sku_inactive",
  archived: "sku_archived",
} as const satisfies Record<string, Word>;

export const packLevels = {
  each: "level_each",
  inner: "level_inner",
  case_: "level_case",
  layer: "level_layer",
  pallet: "level_pallet",
} as const satisfies Record<string, Word>;

export const deviceKinds = {
  handheld: "kind_handheld",
  station: "kind_station",
  office: "kind_office",
  machine: "kind_machine",
} as const satisfies Record<string, Word>;

type Codes = Readonly<Record<string, Word>>;

export function codeWord(codes: Codes, code: string): string {
  const word = codes[code];
  return word ? say(word) : code;
}

/** For a field to choose from: the code and its words. */
export function choicesOf(codes: Codes): (readonly [string, string])[] {
  return Object.entries(codes).map(([code, word]) => [code, say(word)] as const);
}
