import { useEffect } from 'preact/hooks';

import { goLive } from './city/load';
import { forgetCurves } from './city/curves';
import { forget } from './city/store';
import { Duty } from './frame/duty';
import { Login } from './session/login';
import { PasswordPage } from './session/password';
import { mustChange, session } from './session/session';

/** Login, then the first password, then the one page. */
export function App() {
  const current = session.value;
  if (!current) return <Login />;
  if (mustChange.value) return <PasswordPage />;
  return <Live key={current.token} token={current.token} />;
}

function Live({ token }: { readonly token: string }) {
  useEffect(() => {
    const live = goLive(token);
    return () => {
      live.stop();
      forget();
      forgetCurves();
    };
  }, [token]);
  return <Duty />;
}
