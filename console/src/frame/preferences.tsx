import { theme, wear } from '../theme/theme';
import { language, speak, words } from '../words';
import { MOON, Stroke, SUN } from './icons';

/** Language and theme, the same two buttons before and after login. */
export function Preferences() {
  const w = words.value;
  const isDark = theme.value === 'dark';
  return (
    <>
      <button
        class="button quiet square"
        title={w.top.languageHint}
        aria-label={w.top.languageHint}
        lang={language.value === 'zh' ? 'en' : 'zh-CN'}
        data-testid="language"
        onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}
      >
        {w.top.language}
      </button>
      <button
        class="button quiet square"
        title={isDark ? w.top.toLight : w.top.toDark}
        aria-label={isDark ? w.top.toLight : w.top.toDark}
        data-testid="theme"
        onClick={() => wear(isDark ? 'light' : 'dark')}
      >
        <Stroke d={isDark ? SUN : MOON} />
      </button>
    </>
  );
}
