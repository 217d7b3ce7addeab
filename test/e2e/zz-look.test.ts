import { test } from 'vitest';
import { windowSuite } from './suite.ts';
import { furnish, type Furniture } from './tour.ts';
import { visit, settled, breaches, sideways, cutOff } from './page.ts';
let f: Furniture;
const { inWindow } = windowSuite(async (w) => { f = await furnish(w); });
const shot = process.env.SHOTS ?? '/tmp/shots';
test('look', { timeout: 300000 }, async () => {
  const places: [string, string][] = [
    ['train', '#/train?model=bpr-mf'], ['train-bmf', '#/train?model=biased-mf'], ['run', `#/runs/${f.runs[2]}`], ['settings-tf', '#/settings/tensorflow'],
    ['map', `#/explore/map?run=${f.runs[2]}&at=1853728`], ['biases', `#/explore/biases?run=${f.runs[1]}`], ['factors', `#/explore/factors?run=${f.runs[2]}&factor=3`],
    ['browse', `#/browse?run=${f.runs[2]}&user=15762`], ['pop', `#/explore/map?run=${f.runs[0]}`],
    ...(process.env.MORE ? (JSON.parse(process.env.MORE) as [string, string][]) : []),
  ];
  for (const [scheme, width, height, scale] of [['light', 1280, 800, 1], ['dark', 1280, 800, 1], ['light', 640, 400, 2]] as const) {
    await inWindow({ colorScheme: scheme, width, height, scale, tolerated: /.*/ }, async (page) => {
      for (const [name, hash] of places) {
        try {
        await visit(page, hash); await settled(page); await page.waitForTimeout(600);
        await page.screenshot({ path: `${shot}/${name}-${scheme}-${width}.png`, fullPage: false });
        const b = scale === 1 ? await breaches(page) : [];
        const over = await sideways(page); const cut = await cutOff(page);
        if (b.length || over || cut.length) console.log(name, scheme, width, b, over, cut);
        } catch (e) { console.log(name, String(e)); }
      }
    });
  }
});
