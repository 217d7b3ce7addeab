/** What is put into a picture: an image, and its size in CSS pixels. */
export interface Drawing {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

export interface PictureTexts {
  readonly title: string;
  readonly xTitle?: string;
}

const SCALE = 2;
const MARGIN = 16; // CSS pixels
const LINE = 18;
/** What the window's styles decide about a drawing, and a file on its own would not know. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'paint-order',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
];

/** A chart as it looks now, in the theme's colours, as a PNG of twice its size on the screen. */
export async function picture(frame: HTMLElement, drawing: Drawing, { title, xTitle }: PictureTexts): Promise<Blob> {
  const foot = xTitle ? LINE : 0;
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * (drawing.width + 2 * MARGIN);
  canvas.height = SCALE * (drawing.height + 2 * MARGIN + LINE + foot);
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('This browser offers no canvas.');
  const ink = resolve(frame, ['--surface', '--chart-ink']);
  ctx.scale(SCALE, SCALE);
  ctx.fillStyle = ink['--surface'];
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = ink['--chart-ink'];
  ctx.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textBaseline = 'top';
  ctx.fillText(title, MARGIN, MARGIN);
  ctx.drawImage(drawing.image, MARGIN, MARGIN + LINE, drawing.width, drawing.height);
  if (xTitle) {
    ctx.textAlign = 'right';
    ctx.fillText(`${xTitle} →`, MARGIN + drawing.width, MARGIN + LINE + drawing.height + 4);
  }
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('The picture could not be encoded.'))), 'image/png'),
  );
}

/** The drawing that an element holds: a canvas, or an SVG with all its styles written into it. */
export async function drawingIn(element: HTMLElement): Promise<Drawing> {
  const canvas = element.querySelector('canvas');
  if (canvas) return { image: canvas, width: canvas.clientWidth, height: canvas.clientHeight };
  const svg = element.querySelector('svg');
  if (!svg) throw new Error('There is nothing to picture.');
  const { width, height } = svg.getBoundingClientRect();
  const copy = styled(svg);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  // Rasterised at the size of the picture, not at that of the screen.
  copy.setAttribute('width', String(SCALE * width));
  copy.setAttribute('height', String(SCALE * height));
  const address = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }),
  );
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return { image, width, height };
  } finally {
    URL.revokeObjectURL(address);
  }
}

function styled(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  for (const [k, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(originals[k]);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
    element.removeAttribute('style');
  }
  return copy;
}

/** Colours of tokens as they are in the present theme: they are `light-dark()` pairs, which an element resolves. */
export function resolve<T extends string>(host: HTMLElement, tokens: readonly T[]): Record<T, string> {
  const probe = document.createElement('i');
  host.append(probe);
  const colours = Object.fromEntries(
    tokens.map((token) => {
      probe.style.color = `var(${token})`;
      return [token, getComputedStyle(probe).color];
    }),
  ) as Record<T, string>;
  probe.remove();
  return colours;
}
