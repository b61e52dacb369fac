// SPDX-License-Identifier: Apache-2.0
// Drawn here, because many handhelds lack the pictures their fonts should have. Never alone: a word
// stands beside each.
const shapes = {
  camera: "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 1 0 .01 0",
  keys: "M3 7h18v11H3zM6 10h2M10 10h2M14 10h2M17 10h1M6 14h2M10 14h6",
  lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.5",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.5M4 12h.5M4 18h.5",
  gear: "M12 8a4 4 0 1 0 .01 0M12 3v3M12 18v3M3 12h3M18 12h3M6 6l2 2M16 16l2 2M18 6l-2 2M8 16l-2 2",
  board: "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
  pencil: "M4 20l1-4L16 5l3 3L8 19z",
  barcode: "M4 5v14M7 5v14M10 5v14M12 5v14M16 5v14M18 5v14M20 5v14",
  sound: "M5 10v4h3l5 4V6l-5 4zM16 9a4 4 0 0 1 0 6M18 7a7 7 0 0 1 0 10",
  stop: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7v6M12 16v.5",
} as const;

export type IconName = keyof typeof shapes;
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
