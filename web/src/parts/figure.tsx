// A picture with its name, its table, and what can be saved of it.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { csvText } from "../text/csv.ts";
import { useText } from "../text/language.ts";

/** The width that a picture has at its place, known before the first paint. */
export function useWidth(): [preact.RefObject<HTMLDivElement>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    setWidth(Math.floor(element.clientWidth));
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "text-anchor",
  "paint-order",
  "visibility",
  "display",
];

/** The picture as a file of its own: what the style sheet says is written into each element, and the paper is painted. */
export function standalone(svg: SVGSVGElement): { text: string; width: number; height: number } {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll("*")];
  const to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, index) => {
    const looks = getComputedStyle(element);
    const target = to[index] as SVGElement;
    for (const look of LOOKS) {
      const value = looks.getPropertyValue(look);
      if (value && value !== "normal" && !(look === "opacity" && value === "1")) target.setAttribute(look, value.replaceAll('"', "'"));
    }
    target.removeAttribute("class");
    target.removeAttribute("style");
    target.removeAttribute("tabindex");
  });
  for (const passing of copy.querySelectorAll("[data-passing]")) passing.remove();
  const { width, height } = svg.getBoundingClientRect();
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.insertBefore(paper, copy.firstChild);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

export function saveBlob(data: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function png(svg: SVGSVGElement): Promise<Blob> {
  const { text, width, height } = standalone(svg);
  const image = new Image();
  const loaded = new Promise<void>((resolve, reject) => {
    image.onload = () => resolve();
    image.onerror = () => reject(new Error("the picture could not be drawn"));
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await loaded;
  const canvas = document.createElement("canvas");
  const scale = 2; // sharp in print and on dense screens
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.scale(scale, scale);
  context.drawImage(image, 0, 0, width, height);
  return new Promise((resolve, reject) => canvas.toBlob((data) => (data ? resolve(data) : reject(new Error("no picture"))), "image/png"));
}

export function Figure({
  title,
  note,
  name,
  csv,
  table,
  children,
}: {
  title: string;
  note?: ComponentChildren;
  /** Of files that are saved, without extension. */
  name: string;
  /** Rows of what is drawn, the names of the columns first. */
  csv?: () => (string | number | null)[][];
  table: () => ComponentChildren;
  children: ComponentChildren;
}) {
  const { t } = useText();
  const figure = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const picture = () => figure.current?.querySelector<SVGSVGElement>("svg.picture") ?? null;
  return (
    <figure ref={figure}>
      <figcaption>
        <span class="figure-title">{title}</span>
        {note && <span class="figure-note">{note}</span>}
      </figcaption>
      {children}
      <div class="figure-tools">
        <details onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
          <summary>{t.figure.table}</summary>
          {open && (
            <div class="table-scroll" tabIndex={0} role="group" aria-label={title}>
              {table()}
            </div>
          )}
        </details>
        <span class="figure-save">
          <span class="soft">{t.figure.save}</span>{" "}
          <button
            type="button"
            aria-label={t.figure.of(t.figure.svg, title)}
            onClick={() => {
              const svg = picture();
              if (svg) saveBlob(new Blob([standalone(svg).text], { type: "image/svg+xml" }), `${name}.svg`);
            }}
          >
            {t.figure.svg}
          </button>{" "}
          <button
            type="button"
            aria-label={t.figure.of(t.figure.png, title)}
            onClick={() => {
              const svg = picture();
              if (svg) void png(svg).then((data) => saveBlob(data, `${name}.png`));
            }}
          >
            {t.figure.png}
          </button>
          {csv && (
            <>
              {" "}
              <button
                type="button"
                aria-label={t.figure.of(t.figure.csv, title)}
                onClick={() => saveBlob(new Blob([csvText(csv())], { type: "text/csv" }), `${name}.csv`)}
              >
                {t.figure.csv}
              </button>
            </>
          )}
        </span>
      </div>
    </figure>
  );
}
