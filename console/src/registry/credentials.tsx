import './credentials.css';

import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { attempt, tell } from '../acts';
import { nearTime, now } from '../beijing';
import { isAdministrator } from '../session/session';
import { get, post, Refusal } from '../wire/client';
import type { Page } from '../wire/shapes';
import { words } from '../words';
import { copy } from './save';
import { said } from './words';

interface Login {
  readonly login: string;
  readonly stations: readonly string[];
  readonly label: string;
  readonly created: string;
  readonly revoked: string | null;
}
/** A login that was made just now: the only time that its password is known here. */
interface Made extends Login {
  readonly password: string;
}

interface Known {
  readonly station: string;
  readonly logins: readonly Login[] | null;
  readonly isFault: boolean;
}
const known = signal<Known>({ station: '', logins: null, isFault: false });

const pathOf = (station: string): string => `/stations/${encodeURIComponent(station)}/credentials`;

async function load(station: string): Promise<void> {
  try {
    const { items } = await get<Page<Login>>(pathOf(station));
    known.value = { station, logins: items, isFault: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    known.value = { station, logins: null, isFault: true };
  }
}

/** Logins with which a device may publish for this station; for administrators. */
export function Credentials({ station }: { readonly station: string }) {
  const w = said.value.credential;
  const made = useSignal<Made | null>(null);
  /** Login that the new one takes the place of. */
  const old = useSignal('');
  const isMaking = useSignal(false);
  const isBusy = useSignal(false);
  useEffect(() => {
    if (isAdministrator.value) void load(station);
  }, [station, isAdministrator.value]);
  if (!isAdministrator.value) return null;
  const make = async (login: string, label: string, stations: readonly string[], replaces: string): Promise<void> => {
    isBusy.value = true;
    await attempt(async () => {
      made.value = await post<Made>(pathOf(station), { label, stations: stations.filter((each) => each !== station), ...(login ? { login } : {}) });
      old.value = replaces;
      isMaking.value = false;
      await load(station);
    });
    isBusy.value = false;
  };
  const logins = known.value.station === station ? known.value.logins : null;
  return (
    <section class="drawer-part logins" data-testid="logins">
      <h3>{w.title}</h3>
      {made.value ? <Shown made={made.value} old={old.value} close={() => (made.value = null)} /> : null}
      {known.value.isFault ? <p class="drawer-where">{words.value.fault.title}</p> : null}
      {logins?.length === 0 ? <p class="drawer-where">{w.none}</p> : null}
      <ul>
        {(logins ?? []).map((each) => (
          <Row key={each.login} login={each} station={station} isBusy={isBusy.value} rotate={() => void make('', each.label, each.stations, each.login)} />
        ))}
      </ul>
      {isMaking.value ? (
        <MakeForm isBusy={isBusy.value} make={(login, label) => void make(login, label, [], '')} close={() => (isMaking.value = false)} />
      ) : (
        <button class="button" data-testid="login-make" onClick={() => (isMaking.value = true)}>
          {w.make}
        </button>
      )}
    </section>
  );
}

interface RowProps {
  readonly login: Login;
  readonly station: string;
  readonly isBusy: boolean;
  readonly rotate: () => void;
}

function Row({ login, station, isBusy, rotate }: RowProps) {
  const w = said.value.credential;
  const isSure = useSignal(false);
  const others = login.stations.length - 1;
  const revoke = (): Promise<boolean> =>
    attempt(async () => {
      await post(`${pathOf(station)}/${encodeURIComponent(login.login)}/revoke`, {});
      isSure.value = false;
      await load(station);
      tell(w.revoked);
    });
  return (
    <li class={login.revoked ? 'login is-past' : 'login'} data-testid={`login-${login.login}`}>
      <p>
        <strong>{login.login}</strong> {login.label}
        <small>
          {[login.revoked ? w.revokedAt(nearTime(Date.parse(login.revoked), now.value)) : w.made(nearTime(Date.parse(login.created), now.value)), others ? w.gateway(others) : ''].filter(Boolean).join(' · ')}
        </small>
      </p>
      {login.revoked ? null : isSure.value ? (
        <div class="login-sure">
          <p>{w.revokeSure}</p>
          <button class="button primary" data-testid={`login-revoke-sure-${login.login}`} onClick={() => void revoke()}>
            {w.revoke}
          </button>
          <button class="button" onClick={() => (isSure.value = false)}>
            {words.value.cancel}
          </button>
        </div>
      ) : (
        <div class="login-acts">
          <button class="button" disabled={isBusy} onClick={rotate}>
            {w.rotate}
          </button>
          <button class="button" disabled={isBusy} data-testid={`login-revoke-${login.login}`} onClick={() => (isSure.value = true)}>
            {w.revoke}
          </button>
        </div>
      )}
    </li>
  );
}

interface MakeProps {
  readonly isBusy: boolean;
  readonly make: (login: string, label: string) => void;
  readonly close: () => void;
}

function MakeForm({ isBusy, make, close }: MakeProps) {
  const w = said.value.credential;
  return (
    <form
      class="mark-form"
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        make(String(data.get('login') ?? '').trim(), String(data.get('label') ?? '').trim());
      }}
    >
      <label>
        <span>{w.label}</span>
        <input name="label" maxLength={200} autocomplete="off" />
      </label>
      <label>
        <span>{w.login}</span>
        <input name="login" pattern="[A-Za-z0-9._\-]{1,64}" maxLength={64} autocomplete="off" />
      </label>
      <div class="card-acts mark-reason">
        <button class="button primary" disabled={isBusy} data-testid="login-submit-new">
          {w.submit}
        </button>
        <button type="button" class="button" onClick={close}>
          {words.value.cancel}
        </button>
      </div>
    </form>
  );
}

/** The password, this once. */
function Shown({ made, old, close }: { readonly made: Made; readonly old: string; readonly close: () => void }) {
  const w = said.value.credential;
  return (
    <div class="login-shown" role="alert" data-testid="login-shown">
      <p>
        <strong>{w.shown}</strong>
      </p>
      <dl>
        <Secret name={w.user} value={made.login} />
        <Secret name={w.password} value={made.password} test="login-password-shown" />
      </dl>
      {old ? <p>{w.rotateHint(old)}</p> : null}
      <button class="button" onClick={close}>
        {w.kept}
      </button>
    </div>
  );
}

function Secret({ name, value, test = '' }: { readonly name: string; readonly value: string; readonly test?: string }) {
  const w = said.value.credential;
  const isCopied = useSignal(false);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code data-testid={test || undefined}>{value}</code>
        <button class="button" onClick={() => void copy(value).then((isDone) => (isCopied.value = isDone))}>
          {isCopied.value ? w.copied : w.copy}
        </button>
      </dd>
    </div>
  );
}
