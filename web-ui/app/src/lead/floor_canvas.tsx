// SPDX-License-Identifier: Apache-2.0
// The floor plan on a canvas, for houses with so many locations that SVG would be slow. It draws
// the same geometry in the colours of the style sheet.
import { useEffect, useRef } from "preact/hooks";
import { say } from "./words";
import { classOf, edgesOf, figuresAt, isBlocked, type Floor } from "./floor";
import { dots, pathPoints, type PlanProps, type View } from "./floor_svg";

/** More locations than this are drawn on a canvas. */
export const svgLocationsMax = 5000;

interface Brush {
  context: CanvasRenderingContext2D;
  scale: number;
  left: number;
  top: number;
  colour: (name: string) => string;
}

function brushFor(canvas: HTMLCanvasElement, view: View): Brush | null {
  const context = canvas.getContext("2d");
  if (!context) return null;
  const dense = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  canvas.width = clientWidth * dense;
  canvas.height = clientHeight * dense;
  const scale = Math.min(canvas.width / view.w, canvas.height / view.h);
  const style = getComputedStyle(canvas);
  return {
    context,
    scale,
    left: (canvas.width - view.w * scale) / 2 - view.x * scale,
    top: (canvas.height - view.h * scale) / 2 - view.y * scale,
    colour: (name) => style.getPropertyValue(name).trim() || "#888",
  };
}

/** Where on the plan a point of the element is; the same for SVG and canvas. */
export function planPoint(box: DOMRect, view: View, x: number, y: number): [number, number] {
  const scale = Math.min(box.width / view.w, box.height / view.h);
  return [
    view.x + (x - box.left - (box.width - view.w * scale) / 2) / scale,
    view.y + (y - box.top - (box.height - view.h * scale) / 2) / scale,
  ];
}

function paintBins(brush: Brush, props: PlanProps): void {
  const { context, scale, left, top, colour } = brush;
  const { floor, figures, shade } = props;
  const edges = edgesOf(shade, figures);
  const at = Date.parse(props.now.at);
  const fills = new Map<number, string>();
  for (const bin of floor.bins) {
    const cell = figuresAt(figures, bin.id);
    const cls = classOf(shade, cell, edges, at);
    const known =
      fills.get(cls) ?? colour(shade === "blocked" ? (cls ? "--k4" : "--k0") : `--k${cls}`);
    fills.set(cls, known);
    context.fillStyle = known;
    const [x, y] = [left + bin.x * scale, top + bin.y * scale];
    const [w, h] = [bin.w * scale * 0.96, bin.h * scale * 0.92];
    context.fillRect(x, y, w, h);
    if (!isBlocked(cell)) continue;
    context.strokeStyle = colour("--ink");
    context.beginPath();
    context.moveTo(x, y + h);
    context.lineTo(x + w, y);
    context.moveTo(x, y);
    context.lineTo(x + w, y + h);
    context.stroke();
  }
}

function paintPeople(brush: Brush, floor: Floor, props: PlanProps): void {
  const { context, scale, left, top, colour } = brush;
  if (props.path) {
    context.strokeStyle = colour("--accent");
    context.lineWidth = 3;
    context.beginPath();
    for (const point of pathPoints(floor, props.path))
      context.lineTo(left + point.x * scale, top + point.y * scale);
    context.stroke();
  }
  context.fillStyle = colour("--accent");
  context.font = `${Math.max(12, 7 * scale)}px sans-serif`;
  for (const dot of dots(floor, props.now)) {
    context.beginPath();
    context.arc(left + dot.x * scale, top + dot.y * scale, Math.max(4, 4 * scale), 0, 7);
    context.fill();
    context.fillText(dot.name, left + (dot.x + 5) * scale, top + (dot.y + 3) * scale);
  }
  if (props.chosen) {
    const { x, y, w, h } = props.chosen;
    context.strokeStyle = colour("--accent");
    context.lineWidth = 3;
    context.strokeRect(left + x * scale, top + y * scale, w * scale, h * scale);
  }
}

export function FloorCanvas(props: PlanProps & { label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const it = canvas.current;
    if (!it) return undefined;
    const paint = () => {
      const brush = brushFor(it, props.view);
      if (!brush) return;
      paintBins(brush, props);
      paintPeople(brush, props.floor, props);
    };
    paint();
    const watcher = new ResizeObserver(paint);
    watcher.observe(it);
    return () => watcher.disconnect();
  });
  return (
    <canvas ref={canvas} class="plan" role="img" aria-label={props.label}>
      {say("floor_plan")}
    </canvas>
  );
}
