// SPDX-License-Identifier: Apache-2.0
// Pages are behind the #, so the server needs no rule for them. "#/lead/waves/7?x=1"
import { computed, signal } from "@preact/signals";

export const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export interface Place {
  path: string[];
  query: URLSearchParams;
}
export function placeOf(address: string): Place {
  const [path = "", query = ""] = address.replace(/^#\/?/, "").split("?", 2);
  const parts = path
    .split("/")
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  return { path: parts, query: new URLSearchParams(query) };
}
export const place = computed(() => placeOf(hash.value));
export function go(address: string): void {
  location.hash = address;
}
