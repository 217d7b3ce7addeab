import type { DatasetProfile } from '../../../shared/contract/datasets.ts';
import { count, decimal } from '../../messages/format.ts';
import { text } from '../../messages/index.ts';

/** The strip of figures over a dataset's charts. */
export function profileFigures(profile: DatasetProfile) {
  const t = text.data.figures;
  return [
    { label: t.users, value: count(profile.users), note: t.usersNote(profile.medianPerUser) },
    {
      label: t.items,
      value: count(profile.items),
      note: t.itemsNote(profile.medianPerItem, profile.hasTitles),
    },
    { label: t.interactions, value: count(profile.interactions), note: t.repeated(profile.duplicates) },
    { label: t.density, value: t.densityValue(profile.density), note: t.densityNote(profile.density) },
    profile.values
      ? {
          label: t.values,
          value: decimal(profile.values.mean, 2),
          note: t.valuesNote(profile.values.min, profile.values.max),
        }
      : { label: t.values, value: t.valuesNone, note: t.valuesNoneNote },
    profile.times
      ? {
          label: t.time,
          value: t.timeValue(profile.times.to - profile.times.from),
          note: t.timeNote(profile.times.from, profile.times.to),
        }
      : { label: t.time, value: t.timeNone, note: t.timeNoneNote },
  ];
}
