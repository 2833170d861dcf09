import { useEffect } from 'preact/hooks';

import { goLive } from './city/load';
import { forgetCurves } from './city/curves';
import { forgetRollCalls } from './city/rollcalls';
import { forget } from './city/store';
import { Joining, joining } from './drills/join';
import { Stripes } from './drills/stripes';
import { Duty } from './frame/duty';
import { lazy } from './frame/lazy';
import { isWall } from './screen/address';
import { FactorPage } from './session/factor';
import { Login } from './session/login';
import { PasswordPage } from './session/password';
import { mustChange, mustEnrol, session } from './session/session';

const Wall = lazy(() => import('./screen/page').then((found) => found.WallPage));

/** What this is part of, above everything: a drill says so on every screen. */
export function App() {
  return (
    <>
      <Stripes />
      <Screen />
    </>
  );
}

/** A wall screen, or: login, then the first password and a second factor where they are asked for, then the one page. */
function Screen() {
  if (isWall) return <Wall />;
  const current = session.value;
  if (joining.value !== null) return <Joining />;
  if (!current) return <Login />;
  if (mustChange.value) return <PasswordPage />;
  if (mustEnrol.value) return <FactorPage />;
  return <Live key={current.token} token={current.token} />;
}

function Live({ token }: { readonly token: string }) {
  useEffect(() => {
    const live = goLive(token);
    return () => {
      live.stop();
      forget();
      forgetCurves();
      forgetRollCalls();
    };
  }, [token]);
  return <Duty />;
}
