import './theme/tokens.css';
import './theme/page.css';
import './theme/panels.css';
import './drills/stripes.css';

import { render } from 'preact';

import { App } from './app';
import { startClock } from './beijing';
import { exposeForTests } from './debug';
import { watchExercise } from './drills/exercise';
import { takeSeat } from './drills/join';
import { isWall } from './screen/address';
import { restoreSession } from './session/session';
import { restoreTheme } from './theme/theme';
import { bindAddress } from './view';
import { restoreLanguage } from './words';

restoreLanguage();
// A wall screen has its own key and its own look.
if (!isWall) {
  restoreTheme();
  restoreSession();
  takeSeat();
  bindAddress();
}
startClock();
watchExercise();
exposeForTests();

const root = document.getElementById('console');
if (root) render(<App />, root);
