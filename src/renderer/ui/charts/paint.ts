import { DASHES, seriesToken, type Ink } from './ink.svelte.ts';
import type { Line } from './lines.ts';
import type { Drawn, Scene } from './scene.ts';

const WIDTH = 1.75;

/** Widths of words in the type of charts, in CSS pixels; each is measured once. */
export function measureIn(ctx: CanvasRenderingContext2D): (ink: Ink) => (said: string) => number {
  const known = new Map<string, number>();
  let font = '';
  return (ink) => {
    const now = `${ink.small}px ${ink.font}`;
    if (now !== font || known.size > 2000) known.clear();
    font = now;
    return (said) => {
      let width = known.get(said);
      if (width === undefined) {
        ctx.font = font;
        known.set(said, (width = ctx.measureText(said).width));
      }
      return width;
    };
  };
}

/** Draws a scene. The context is scaled to CSS pixels; what was there before is the caller's to clear. */
export function paint(ctx: CanvasRenderingContext2D, scene: Scene, ink: Ink): void {
  axes(ctx, scene, ink);
  const { box } = scene;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left - 1, 0, box.right - box.left + 2, box.bottom + 1);
  ctx.clip();
  for (const { line } of scene.drawn) if (line.rule) level(ctx, scene, line.rule.y, ink);
  for (const { x } of scene.marks) upright(ctx, scene, x, ink);
  for (const drawn of scene.drawn) curve(ctx, scene, drawn, ink);
  ctx.restore();
  for (const { line } of scene.drawn) if (line.rule) levelWords(ctx, scene, line, ink);
  for (const { x, text } of scene.marks) {
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    words(ctx, ink, text, scene.X(x) + 4, 0, ink['--chart-ink']);
  }
  for (const drawn of scene.drawn) points(ctx, scene, drawn, ink);
  for (const { line, y } of scene.names) {
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    words(ctx, ink, line.label, box.right + 8, y, ink[seriesToken(line.slot)], 600);
  }
}

function axes(ctx: CanvasRenderingContext2D, { box, X, Y, xTicks, yTicks }: Scene, ink: Ink): void {
  ctx.font = `${ink.small}px ${ink.font}`;
  ctx.lineWidth = 1;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  for (const { at, text } of yTicks) {
    const y = crisp(Y(at));
    stroke(ctx, ink['--chart-grid'], box.left, y, box.right, y);
    ctx.fillStyle = ink['--chart-ink'];
    ctx.fillText(text, box.left - 8, y);
  }
  stroke(ctx, ink['--chart-axis'], box.left, crisp(box.bottom), box.right, crisp(box.bottom));
  ctx.textBaseline = 'top';
  ctx.textAlign = 'center';
  for (const { at, text } of xTicks) {
    const x = crisp(X(at));
    stroke(ctx, ink['--chart-axis'], x, box.bottom, x, box.bottom + 4);
    ctx.fillStyle = ink['--chart-ink'];
    ctx.fillText(text, x, box.bottom + 7);
  }
}

/** The raw line, pale where a smoothed one lies over it. */
function curve(ctx: CanvasRenderingContext2D, scene: Scene, { line, points: shown, smooth }: Drawn, ink: Ink): void {
  const colour = ink[seriesToken(line.slot)];
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  ctx.lineWidth = WIDTH;
  ctx.strokeStyle = ctx.fillStyle = colour;
  // Where every column of pixels has its peaks, neither corners nor dashes can be seen, and stroking them takes long.
  const dense = shown.length > 2 * (scene.box.right - scene.box.left);
  const draw = dense ? bars : path;
  if (smooth) {
    ctx.globalAlpha = 0.3;
    draw(ctx, scene, line, shown, line.ys);
    ctx.globalAlpha = 1;
  }
  if (!dense) ctx.setLineDash([...DASHES[line.slot % 8]]);
  draw(ctx, scene, line, shown, smooth ?? line.ys);
  ctx.setLineDash([]);
}

/** A dense line as what it covers of each column of pixels, from its lowest to its highest point there. */
function bars(
  ctx: CanvasRenderingContext2D,
  { X, Y, y: { log } }: Scene,
  { xs }: Line,
  shown: Uint32Array,
  ys: Float64Array,
): void {
  let column = NaN;
  let top = Infinity;
  let bottom = -Infinity;
  let last = NaN;
  const fill = () => {
    if (bottom >= top) ctx.fillRect(column, top - WIDTH / 2, 1, bottom - top + WIDTH);
  };
  for (const k of shown) {
    const y = ys[k];
    const drawn = Number.isFinite(y) && (log !== true || y > 0);
    const at = Math.floor(X(xs[k]));
    if (at !== column) {
      fill();
      column = at;
      // From where the column before had ended, so that steep lines have no holes.
      top = Number.isNaN(last) ? Infinity : last;
      bottom = Number.isNaN(last) ? -Infinity : last;
    }
    last = drawn ? Y(y) : NaN;
    if (!drawn) continue;
    top = Math.min(top, last);
    bottom = Math.max(bottom, last);
  }
  fill();
}

function path(
  ctx: CanvasRenderingContext2D,
  { X, Y, y: { log } }: Scene,
  { xs, n }: Line,
  shown: Uint32Array,
  ys: Float64Array,
): void {
  ctx.beginPath();
  let down = false;
  let alone = false;
  const dot = (k: number) => ctx.lineTo(X(xs[k]), Y(ys[k]) + 0.01);
  let last = -1;
  for (const k of shown) {
    const y = ys[k];
    if (!Number.isFinite(y) || (log === true && y <= 0)) {
      // A point between two gaps is a line to itself: its round ends make it a dot.
      if (alone) dot(last);
      down = alone = false;
      continue;
    }
    if (down) ctx.lineTo(X(xs[k]), Y(y));
    else ctx.moveTo(X(xs[k]), Y(y));
    alone = !down;
    down = true;
    last = k;
  }
  if (alone && n > 0) dot(last);
  ctx.stroke();
}

function level(ctx: CanvasRenderingContext2D, { box, Y, y: { log } }: Scene, value: number, ink: Ink): void {
  if (log === true && value <= 0) return;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  stroke(ctx, ink['--chart-axis'], box.left, crisp(Y(value)), box.right, crisp(Y(value)));
  ctx.setLineDash([]);
}

/** Where a stage begins. */
function upright(ctx: CanvasRenderingContext2D, { box, X }: Scene, at: number, ink: Ink): void {
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  stroke(ctx, ink['--chart-axis'], crisp(X(at)), box.top, crisp(X(at)), box.bottom);
  ctx.setLineDash([]);
}

function levelWords(ctx: CanvasRenderingContext2D, { box, Y }: Scene, { rule }: Line, ink: Ink): void {
  if (!rule) return;
  const y = Y(rule.y);
  if (!(y >= box.top && y <= box.bottom)) return;
  ctx.textAlign = 'right';
  // Below the level unless that is at the bottom.
  const above = y > box.bottom - 18;
  ctx.textBaseline = above ? 'bottom' : 'top';
  words(ctx, ink, rule.text, box.right, y + (above ? -3 : 4), ink['--chart-ink']);
}

/** The newest point as the series' marker, the best as a ring with its words. */
function points(
  ctx: CanvasRenderingContext2D,
  { box, X, Y, x: { domain } }: Scene,
  { line, points: shown, smooth }: Drawn,
  ink: Ink,
): void {
  const colour = ink[seriesToken(line.slot)];
  const inside = (x: number, y: number) => x >= domain[0] && x <= domain[1] && Number.isFinite(Y(y));
  const last = line.n - 1;
  if (shown.length > 0) {
    const y = (smooth ?? line.ys)[last];
    if (inside(line.xs[last], y)) {
      ctx.fillStyle = colour;
      marker(ctx, line.slot, X(line.xs[last]), Y(y), 3.5);
      ctx.fill();
    }
  }
  const { best } = line;
  if (!best || !inside(best.x, best.y)) return;
  const [x, y] = [X(best.x), Y(best.y)];
  ctx.beginPath();
  ctx.arc(x, y, 4.5, 0, 2 * Math.PI);
  ctx.fillStyle = ink['--surface'];
  ctx.fill();
  ctx.lineWidth = WIDTH;
  ctx.strokeStyle = colour;
  ctx.stroke();
  if (best.text === undefined) return;
  ctx.font = `600 ${ink.small}px ${ink.font}`;
  const half = ctx.measureText(best.text).width / 2;
  ctx.textAlign = 'center';
  const above = y - 10 > box.top + ink.small;
  ctx.textBaseline = above ? 'bottom' : 'top';
  const centre = Math.min(box.right - half, Math.max(box.left + half, x));
  words(ctx, ink, best.text, centre, y + (above ? -9 : 9), ink['--text'], 600);
}

/** Shapes that differ where colours may not. */
function marker(ctx: CanvasRenderingContext2D, slot: number, x: number, y: number, r: number): void {
  ctx.beginPath();
  const quarter = Math.PI / 4;
  const shape = slot % 8;
  if (shape === 0) ctx.arc(x, y, r, 0, 2 * Math.PI);
  else polygon(...SHAPES[shape - 1]);

  function polygon(corners: number, turn: number, size: number): void {
    for (let k = 0; k < corners; k++) {
      const angle = turn * quarter + (2 * Math.PI * k) / corners;
      ctx.lineTo(x + size * r * Math.cos(angle), y + size * r * Math.sin(angle));
    }
    ctx.closePath();
  }
}

/** Corners, turn in eighths, size: square, diamond, triangles, pentagon, hexagon. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [4, 1, 1.3],
  [4, 0, 1.4],
  [3, -2, 1.4],
  [3, 2, 1.4],
  [5, -2, 1.25],
  [3, 0, 1.4],
  [6, 0, 1.25],
];

function words(
  ctx: CanvasRenderingContext2D,
  ink: Ink,
  said: string,
  x: number,
  y: number,
  colour: string,
  weight = 400,
): void {
  ctx.font = `${weight} ${ink.small}px ${ink.font}`;
  ctx.lineWidth = 3;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = ink['--surface'];
  ctx.strokeText(said, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(said, x, y);
}

function stroke(ctx: CanvasRenderingContext2D, colour: string, x1: number, y1: number, x2: number, y2: number): void {
  ctx.strokeStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

/** A hairline fills one row of pixels instead of half of two. */
const crisp = (at: number): number => Math.round(at) + 0.5;
