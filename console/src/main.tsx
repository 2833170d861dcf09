import './theme/tokens.css';
import './theme/page.css';
import './theme/panels.css';

import { render } from 'preact';

import { App } from './app';
import { startClock } from './beijing';
import { exposeForTests } from './debug';
import { restoreSession } from './session/session';
import { restoreTheme } from './theme/theme';
import { bindAddress } from './view';
import { restoreLanguage } from './words';

restoreTheme();
restoreLanguage();
restoreSession();
bindAddress();
startClock();
exposeForTests();

const root = document.getElementById('console');
if (root) render(<App />, root);
