import { useSignal } from '@preact/signals';

import { attempt, tell } from '../acts';
import { fromField } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { pairingAddress } from '../screen/pairing';
import { session } from '../session/session';
import { ROLES, type Credential, type NewKey } from '../wire/admin';
import { everything, post, request } from '../wire/client';
import { words } from '../words';
import { useLoaded, Waiting } from './loaded';
import { divisionName, Field, instant, Secret, Sure, textsOf } from './parts';
import { said } from './words';

/** Keys of programs and wall screens. */
export function Keys() {
  const w = said.value;
  const keys = useLoaded(() => everything<Credential>('/api-keys'));
  const isMaking = useSignal(false);
  const made = useSignal<NewKey | null>(null);
  const revoke = (key: Credential): void => void attempt(async () => {
    await request('DELETE', `/api-keys/${encodeURIComponent(key.id)}`);
    tell(w.keys.revoked);
    await keys.reload();
  });
  const done = async (key: NewKey): Promise<void> => {
    made.value = key;
    isMaking.value = false;
    await keys.reload();
  };
  return (
    <section class="status-part" aria-label={w.tab.keys} data-testid="keys">
      <div class="admin-bar">
        <p class="status-hint">{w.keys.why}</p>
        <span class="gap" />
        <button class="button primary" aria-expanded={isMaking.value} data-testid="key-make" onClick={() => (isMaking.value = !isMaking.value)}>
          {w.keys.make}
        </button>
      </div>
      {isMaking.value ? <KeyForm done={done} /> : null}
      {made.value ? <Made made={made.value} /> : null}
      <Waiting loaded={keys} />
      {keys.value?.length ? (
        <table class="status-table admin-table">
          <TableCaption name={w.tab.keys} test="keys-export" />
          <thead>
            <tr>
              {[w.keys.label, w.keys.user, w.users.role, w.users.division, w.keys.seen, w.keys.expires].map((head) => (
                <th key={head}>{head}</th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {keys.value.map((key) => (
              <tr key={key.id} data-testid={`key-${key.id}`}>
                <th scope="row">
                  {key.label}
                  <small>{key.id}</small>
                </th>
                <td>{key.user}</td>
                <td>{key.role ? words.value.role[key.role] : w.keys.asPerson}</td>
                <td>{key.division ? divisionName(key.division) : w.keys.asPerson}</td>
                <td>
                  {instant(key.seen, w.never)}
                  {key.is_current ? <small>{w.keys.own}</small> : null}
                </td>
                <td>{instant(key.expires, w.keys.noEnd)}</td>
                <td class="is-act">
                  <Sure act={() => revoke(key)} test={`key-revoke-${key.id}`}>
                    {w.keys.revoke}
                  </Sure>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {keys.value?.length === 0 ? <p class="status-none">{w.keys.none}</p> : null}
    </section>
  );
}

function Made({ made }: { readonly made: NewKey }) {
  const w = said.value;
  return (
    <div class="admin-made" role="status" data-testid="key-made">
      <p>
        <strong>
          {w.keys.made} · {made.label}
        </strong>{' '}
        {w.once}
      </p>
      <Secret name={w.tab.keys} text={made.token} test="key-token" />
      <Secret name={w.keys.forScreen} text={pairingAddress(location.origin, made.token, made.label)} />
    </div>
  );
}

function KeyForm({ done }: { readonly done: (made: NewKey) => Promise<void> }) {
  const w = said.value;
  const submit = (event: Event & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const text = textsOf(event.currentTarget);
    const ends = fromField(text('expires'));
    const role = text('role');
    const body = { user: text('user'), label: text('label'), division: text('division'), ...(role ? { role } : {}), ...(ends ? { expires: new Date(ends).toISOString() } : {}) };
    void attempt(async () => done(await post<NewKey>('/api-keys', body)));
  };
  return (
    <form class="adopt" onSubmit={submit} data-testid="key-form">
      <Field name="label" label={w.keys.label} isRequired />
      <Field name="user" label={w.keys.user} value={session.value?.user.name ?? ''} isRequired />
      <label>
        <span>{w.users.role}</span>
        <select name="role">
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {words.value.role[role]}
            </option>
          ))}
          <option value="">{w.keys.asPerson}</option>
        </select>
      </label>
      <Field name="division" label={w.roster.division} pattern="([1-9][0-9]{11})?" />
      <Field name="expires" label={w.keys.expires} type="datetime-local" />
      <button class="button primary" data-testid="key-save">
        {w.keys.make}
      </button>
    </form>
  );
}
