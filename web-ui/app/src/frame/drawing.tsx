// SPDX-License-Identifier: Apache-2.0
// A drawing that a library gives as SVG text. It is read as a document of its own, and only shapes
// are taken over: no text of ours ever becomes markup of the page.
import { h, type VNode } from "preact";

const shapes = new Set(["svg", "g", "path", "rect", "polygon"]);

function taken(element: Element): VNode | null {
  if (!shapes.has(element.localName)) return null;
  const said: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    const plain = !name.startsWith("on") && name !== "style" && !name.startsWith("xml");
    if (plain) said[name] = value;
  }
  return h(element.localName, said, ...[...element.children].map(taken));
}

export function Drawing({ svg, name, kind }: { svg: string; name: string; kind: string }) {
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return (
    <div class={kind} role="img" aria-label={name}>
      {taken(drawn)}
    </div>
  );
}
