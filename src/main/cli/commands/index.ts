import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand, integer } from '../command.ts';
import { bytes, duration, quantity } from '../format.ts';

export const indexCommand = defineCommand({
  name: 'index',
  positionals: 'RUN',
  count: [1, 1],
  summary: "the HNSW index over a run's items: built, saved, loaded; its recall against exact search",
  options: {
    build: { help: 'build it anew' },
    m: { value: 'N', help: 'with --build: links per item (default 16)' },
    ef: { value: 'N', help: 'with --build: search effort of building (default 200); searching: similar --effort' },
    save: { value: 'FILE', help: 'write it to a file, built first where there is none' },
    load: { value: 'FILE', help: 'take a saved one; refused where it belongs to another run or epoch' },
  },
  async run({ positionals: [run], options, session, output }) {
    const { build, save, load } = options;
    if ([build, save, load].filter((way) => way !== undefined).length > 1)
      throw new RecsmithError('BAD_INPUT', 'index takes one of --build, --save, --load');
    const m = integer('m', options.m, 2, 128);
    const efConstruction = integer('ef', options.ef, 2, 10_000);
    if (!build && (m !== undefined || efConstruction !== undefined))
      throw new RecsmithError('BAD_INPUT', '--m and --ef go with --build');
    const client = await (build || load !== undefined ? session.write() : session.read());
    const info = build
      ? await client.embeddings.buildIndex({
          run,
          ...(m !== undefined && { m }),
          ...(efConstruction !== undefined && { efConstruction }),
        })
      : save !== undefined
        ? await client.embeddings.saveIndex({ run, to: session.target(save) })
        : load !== undefined
          ? await client.embeddings.loadIndex({ run, file: session.file(load) })
          : await client.embeddings.index({ run });
    if (!info.available) output.line(info.reason ?? 'no index here');
    else if (!info.built)
      output.line(`no index yet: ${quantity(info.rows)} items are searched exactly; --build makes one`);
    else {
      output.line(
        `${quantity(info.rows)} items, ${info.dimensions} factors, m ${info.m ?? ''}, built with effort ${info.efConstruction ?? ''}${info.seconds === null ? '' : ` in ${duration(info.seconds)}`}, ${bytes(info.bytes ?? 0)}`,
      );
      output.line(`recall@10 against exact search ${info.recall?.toFixed(4) ?? ''} at effort ${info.ef}`);
    }
    if (save !== undefined) output.line(`written to ${save}`);
    return { ...info, ...(save !== undefined && { out: save }) };
  },
});
