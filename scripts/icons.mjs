// Renders packaging/icon.svg to what the systems want: PNGs (Linux), one ICO (Windows), one ICNS (macOS). Both of the
// latter are containers that may hold PNGs. Run when the drawing changes; its results are committed.
import './node24.mjs';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from '../test/e2e/browser.ts';

const folder = fileURLToPath(new URL('../packaging', import.meta.url));
const drawing = readFileSync(`${folder}/icon.svg`).toString('base64');
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const ICO = [16, 24, 32, 48, 64, 128, 256];
/** Types of an ICNS file that hold PNGs, by their size in pixels. */
const ICNS = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };

async function render() {
  const browser = await launch();
  const images = new Map();
  for (const size of SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="data:image/svg+xml;base64,${drawing}">`,
    );
    await page.locator('img').evaluate((image) => image.decode());
    images.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
  return images;
}

/** Header, one directory entry of 16 bytes for each image, then the images. A size of 256 is written as 0. */
function ico(images) {
  const head = Buffer.alloc(6 + 16 * ICO.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(ICO.length, 4);
  let offset = head.length;
  ICO.forEach((size, index) => {
    const entry = 6 + 16 * index;
    const { length } = images.get(size);
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4); // planes
    head.writeUInt16LE(32, entry + 6); // bits per pixel
    head.writeUInt32LE(length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += length;
  });
  return Buffer.concat([head, ...ICO.map((size) => images.get(size))]);
}

/** 'icns', the whole length, then each image behind its type and length (big-endian, headers counted). */
function icns(images) {
  const header = (type, length) => {
    const bytes = Buffer.alloc(8);
    bytes.write(type, 'latin1');
    bytes.writeUInt32BE(length, 4);
    return bytes;
  };
  const parts = Object.entries(ICNS).flatMap(([type, size]) => [
    header(type, images.get(size).length + 8),
    images.get(size),
  ]);
  const body = Buffer.concat(parts);
  return Buffer.concat([header('icns', body.length + 8), body]);
}

const images = await render();
mkdirSync(`${folder}/icons`, { recursive: true });
for (const [size, image] of images) if (size <= 512) writeFileSync(`${folder}/icons/${size}x${size}.png`, image);
writeFileSync(`${folder}/icon.ico`, ico(images));
writeFileSync(`${folder}/icon.icns`, icns(images));
