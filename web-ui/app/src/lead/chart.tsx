// SPDX-License-Identifier: Apache-2.0
// One series as a line with uPlot, in a chunk of its own: who does not look at figures does not
// load it. Axes speak the person's language and the warehouse's time.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { axisRange, intervalText, tickSteps, tickText } from "./chart_axis";
import { language, theme } from "./port";
import { say } from "./words";
import { figure, utcOffset } from "./parts/time";

export interface Line {
  label: string;
  y: (number | null)[];
}

interface ChartProps {
  x: number[];
  /** The first is drawn whole, the others dashed. */
  lines: Line[];
  by: string;
  unit: string;
}

const height = 190;

/** Changes when the page's colours do: what is painted on a canvas does not follow by itself. */
function useScheme(): string {
  const asked = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"];
  const read = () => asked.map((query) => matchMedia(query).matches).join();
  const [system, setSystem] = useState(read);
  useEffect(() => {
    const lists = asked.map((query) => matchMedia(query));
    const look = () => setSystem(read());
    lists.forEach((list) => list.addEventListener("change", look));
    return () => lists.forEach((list) => list.removeEventListener("change", look));
  }, []);
  return `${theme.value} ${system}`;
}

function dataOf(x: number[], lines: Line[]): uPlot.AlignedData {
  return [x, ...lines.map((line) => line.y)];
}

export default function Chart({ x, lines, by, unit }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  const tongue = language.value;
  const scheme = useScheme();
  const labels = lines.map((line) => line.label).join();
  useEffect(() => {
    const place = box.current;
    if (!place) return undefined;
    const style = getComputedStyle(place);
    const ink = style.getPropertyValue("--ink-2").trim();
    const grid = { stroke: style.getPropertyValue("--line").trim(), width: 1 };
    const stroke = style.getPropertyValue("--accent").trim();
    const font = `12px ${style.fontFamily}`;
    const texts = (at: number[], step: number) => at.map((s) => tickText(s, step));
    const plot = new uPlot(
      {
        width: place.clientWidth,
        height,
        cursor: { y: false },
        legend: { live: true },
        tzDate: (s) => new Date(s * 1000 + utcOffset.value * 60_000),
        scales: {
          x: { range: (_, first, last) => axisRange(by, first, last) },
          y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high ?? 1) * 1.1 || 1] },
        },
        axes: [
          {
            stroke: ink,
            grid,
            font,
            incrs: tickSteps(by),
            space: 80,
            values: (_, at, _axis, _space, step) => texts(at, step),
          },
          { stroke: ink, grid, font, size: 60, values: (_, at) => at.map((v) => figure(v, 1)) },
        ],
        series: [
          { value: (_, s) => (s === null ? "–" : intervalText(by, s)), label: say("when") },
          ...lines.map(({ label }, i) => ({
            label,
            stroke,
            width: i === 0 ? 2 : 1,
            dash: i === 0 ? [] : [4, 4],
            points: { show: (u: uPlot) => u.data[0].length < 40, size: 6 },
            value: (_: uPlot, v: number | null) =>
              v === null ? "–" : `${figure(v, 1)}${unit}`,
          })),
        ],
      },
      dataOf(x, lines),
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
  }, [labels, by, unit, tongue, scheme]);
  // New values leave alone what the person has zoomed into.
  useEffect(() => {
    const plot = drawn.current;
    if (!plot || plot.data[0] === x) return;
    const { min, max } = plot.scales["x"] ?? {};
    const old = plot.data[0];
    const [first, last] = [old[0] ?? 0, old.at(-1) ?? 0];
    const zoomed = (min ?? first) > first || (max ?? last) < last;
    plot.setData(dataOf(x, lines), !zoomed);
    if (zoomed) plot.redraw();
  }, [x, lines]);
  return <div ref={box} class="chart" aria-hidden="true" />;
}
