import { useEffect } from 'preact/hooks';

import { goLive } from './city/load';
import { forgetCurves } from './city/curves';
import { forgetRollCalls } from './city/rollcalls';
import { forget } from './city/store';
import { Duty } from './frame/duty';
import { FactorPage } from './session/factor';
import { Login } from './session/login';
import { PasswordPage } from './session/password';
import { mustChange, mustEnrol, session } from './session/session';

/** Login, then the first password and a second factor where they are asked for, then the one page. */
export function App() {
  const current = session.value;
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
