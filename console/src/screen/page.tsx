import './screen.css';

import { useEffect } from 'preact/hooks';

import { theme } from '../theme/theme';
import { speak } from '../words';
import { Door, Refused } from './door';
import { beScreen, pairing, refused } from './link';
import { restorePairing } from './pairing';
import { soundWall } from './sounding';
import { Wall } from './wall';

/** The wall of a command room: nothing on it waits for a hand. */
export function WallPage() {
  useEffect(() => {
    document.documentElement.dataset['theme'] = 'dark';
    theme.value = 'dark';
    const asked = new URLSearchParams(location.hash.slice(1)).get('lang');
    if (asked === 'zh' || asked === 'en') speak(asked);
    pairing.value = restorePairing();
  }, []);
  const own = pairing.value;
  useEffect(() => (own ? beScreen(own) : undefined), [own]);
  useEffect(() => (own && !own.isSilent ? soundWall() : undefined), [own]);
  if (!own) return <Door />;
  return refused.value ? <Refused why={refused.value} /> : <Wall />;
}
