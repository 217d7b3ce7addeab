import type { ModelInfo } from '../../../shared/contract/models.ts';
import { RecsmithError } from '../../../shared/errors.ts';
import { defineCommand } from '../command.ts';

export const models = defineCommand({
  name: 'models',
  positionals: '[MODEL]',
  count: [0, 1],
  summary: 'the registry; parameters with defaults, ranges, paper, what a model needs and offers',
  options: {},
  async run({ positionals: [id], session, output }) {
    const client = await session.read();
    const all = await client.models.list();
    if (id === undefined) {
      output.table(
        ['model', 'title', ''],
        all.map((model) => [model.id, model.title, model.summary]),
      );
      return { models: all };
    }
    const model = all.find((candidate) => candidate.id === id);
    if (!model)
      throw new RecsmithError('NOT_FOUND', `There is no model "${id}"`, {
        next: `Models: ${all.map((candidate) => candidate.id).join(', ')}.`,
      });
    output.line(`${model.title} (${model.id}). ${model.paper}`);
    output.line(model.summary);
    output.line(
      `needs ${model.needs.join(', ') || 'nothing but interactions'}; offers ${model.offers.join(', ')}; runs on ${model.executors.join(', ')}`,
    );
    output.line();
    output.table(
      ['parameter', 'default', 'range', ''],
      Object.entries(model.parameters).map(([name, parameter]) => [
        name,
        defaultOf(parameter),
        rangeOf(parameter),
        parameter.help,
      ]),
    );
    return { models: [model] };
  },
});

type Info = ModelInfo['parameters'][string];

function defaultOf(parameter: Info): string {
  if (parameter.kind === 'range') return parameter.default ? parameter.default.join('..') : 'none';
  if (parameter.kind === 'list') return parameter.default.join(',') || 'none';
  return String(parameter.default);
}

function rangeOf(parameter: Info): string {
  switch (parameter.kind) {
    case 'number':
    case 'integer':
      return `${parameter.min} to ${parameter.max}`;
    case 'choice':
      return parameter.options.join(' | ');
    case 'switch':
      return 'true | false';
    case 'range':
      return 'low..high | none';
    case 'list':
      return `${parameter.min} to ${parameter.max}, ... | none`;
  }
}
