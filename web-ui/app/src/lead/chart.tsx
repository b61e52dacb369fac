// SPDX-License-Identifier: Apache-2.0
// One series as a line with uPlot, in a chunk of its own: who does not look at figures does not
// load it. Axes speak the person's language and the warehouse's time.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import { language } from "./port";
import { say } from "./words";
import { clock, day, figure, utcOffset } from "./parts/time";

interface ChartProps {
  x: number[];
  y: (number | null)[];
  label: string;
  fine: boolean; // intervals within a day: the axis shows the clock
  unit: string;
}

const height = 190;

export default function Chart({ x, y, label, fine, unit }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  const tongue = language.value;
  useEffect(() => {
    const place = box.current;
    if (!place) return undefined;
    const style = getComputedStyle(place);
    const ink = style.getPropertyValue("--ink-2").trim();
    const grid = { stroke: style.getPropertyValue("--line").trim(), width: 1 };
    const stroke = style.getPropertyValue("--accent").trim();
    const font = `12px ${style.fontFamily}`;
    const when = (s: number) => (fine ? clock(s * 1000) : day(s * 1000));
    const plot = new uPlot(
      {
        width: place.clientWidth,
        height,
        cursor: { y: false },
        legend: { live: true },
        tzDate: (s) => new Date(s * 1000 + utcOffset.value * 60_000),
        scales: {
          y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high ?? 1) * 1.1 || 1] },
        },
        axes: [
          { stroke: ink, grid, font, values: (_, at) => at.map(when) },
          { stroke: ink, grid, font, size: 60, values: (_, at) => at.map((v) => figure(v, 1)) },
        ],
        series: [
          { value: (_, s) => (s === null ? "–" : when(s)), label: say("when") },
          {
            label,
            stroke,
            width: 2,
            points: { show: (u) => u.data[0].length < 40, size: 6 },
            value: (_, v) => (v === null ? "–" : `${figure(v, 1)}${unit}`),
          },
        ],
      },
      [x, y],
      place,
    );
    const watcher = new ResizeObserver(() =>
      plot.setSize({ width: place.clientWidth, height }),
    );
    watcher.observe(place);
    drawn.current = plot;
    return () => {
      watcher.disconnect();
      plot.destroy();
      drawn.current = null;
    };
  }, [label, fine, unit, tongue]);
  // New values leave alone what the person has zoomed into.
  useEffect(() => {
    const plot = drawn.current;
    if (!plot || plot.data[0] === x) return;
    const { min, max } = plot.scales["x"] ?? {};
    const old = plot.data[0];
    const [first, last] = [old[0] ?? 0, old.at(-1) ?? 0];
    const zoomed = (min ?? first) > first || (max ?? last) < last;
    plot.setData([x, y], !zoomed);
    if (zoomed) plot.redraw();
  }, [x, y]);
  return <div ref={box} class="chart" aria-hidden="true" />;
}
