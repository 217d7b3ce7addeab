import { defineCommand } from '../command.ts';
import { bytes } from '../format.ts';

export const doctor = defineCommand({
  name: 'doctor',
  positionals: '',
  count: [0, 0],
  summary: 'versions, processors, memory, every backend: available or why not, the one chosen',
  options: {},
  async run({ session, output }) {
    const report = await (await session.read()).system.doctor();
    output.line(`Recsmith ${report.version} on ${report.platform}`);
    output.line(`${report.processor}, ${report.processors} processors, ${report.threads} threads for training`);
    output.line(`memory ${bytes(report.memoryBytes)}, ${bytes(report.freeMemoryBytes)} free`);
    output.line(`workspace ${report.workspace}`);
    output.line();
    output.table(
      ['backend', 'available', ''],
      report.backends.map((backend) => [
        backend.name === report.chosen ? `${backend.name} (chosen)` : backend.name,
        backend.available ? 'yes' : 'no',
        backend.device ?? backend.reason ?? '',
      ]),
    );
    output.line();
    output.line(
      `index ${report.index.name}: ${report.index.available ? 'available' : `not available: ${report.index.reason ?? ''}`}`,
    );
    output.line(
      Object.entries(report.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    );
    return report;
  },
});
