/**
 * Chromium takes its language from the environment, and one that is no language tag breaks Intl in the window.
 * @param given by the switch `--lang`, '' where it is absent
 * @returns the language to ask for instead, or null
 */
export function languageInstead(given: string, environment: string | undefined): string | null {
  const wanted = given || (environment ?? '').replace(/[.@].*$/, '').replace('_', '-');
  return isLanguageTag(wanted) ? null : 'en-US';
}

function isLanguageTag(text: string): boolean {
  try {
    return text !== '' && text !== 'C' && text !== 'POSIX' && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
