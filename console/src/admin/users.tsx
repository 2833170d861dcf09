import { useSignal } from '@preact/signals';

import { attempt, tell } from '../acts';
import { TableCaption } from '../frame/tablecaption';
import { session } from '../session/session';
import { ROLES, type Person, type Role } from '../wire/admin';
import { everything, request } from '../wire/client';
import { words } from '../words';
import { useLoaded, Waiting } from './loaded';
import { divisionName, Field, Sure, textsOf } from './parts';
import { said } from './words';

const pathOf = (name: string): string => `/users/${encodeURIComponent(name)}`;

/** Who may come in, and what each may do. */
export function Users() {
  const w = said.value;
  const people = useLoaded(() => everything<Person>('/users'));
  const open = useSignal<string | null>(null);
  const filter = useSignal('');
  const shown = (people.value ?? []).filter((each) => `${each.name} ${each.display_name}`.toLowerCase().includes(filter.value.trim().toLowerCase()));
  const done = async (): Promise<void> => {
    open.value = null;
    await people.reload();
  };
  return (
    <section class="status-part" aria-label={w.tab.users} data-testid="users">
      <div class="admin-bar">
        <input type="search" aria-label={w.users.filter} placeholder={w.users.filter} value={filter.value} onInput={(event) => (filter.value = event.currentTarget.value)} />
        <span class="side-count">{shown.length}</span>
        <span class="gap" />
        <button class="button primary" aria-expanded={open.value === ''} data-testid="user-add" onClick={() => (open.value = open.value === '' ? null : '')}>
          {w.users.add}
        </button>
      </div>
      {open.value === '' ? <PersonForm person={null} done={done} /> : null}
      <Waiting loaded={people} />
      {people.value ? (
        <table class="status-table admin-table">
          <TableCaption name={w.tab.users} test="users-export" />
          <thead>
            <tr>
              {[w.users.name, w.users.role, w.users.division, w.users.contact, w.users.state].map((head) => (
                <th key={head}>{head}</th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((person) => (
              <Row key={person.name} person={person} isOpen={open.value === person.name} toggle={() => (open.value = open.value === person.name ? null : person.name)} done={done} />
            ))}
          </tbody>
        </table>
      ) : null}
      {people.value && shown.length === 0 ? <p class="status-none">{w.users.none}</p> : null}
    </section>
  );
}

interface RowProps {
  readonly person: Person;
  readonly isOpen: boolean;
  readonly toggle: () => void;
  readonly done: () => Promise<void>;
}

function Row({ person, isOpen, toggle, done }: RowProps) {
  const w = said.value;
  const state = person.is_disabled ? w.users.disabled : person.must_change ? w.users.mustChange : w.users.active;
  const isOwn = person.name === session.value?.user.name;
  const turn = (): void => void attempt(async () => {
    await request('PUT', pathOf(person.name), { role: person.role, is_disabled: !person.is_disabled });
    tell(w.users.saved(person.name));
    await done();
  });
  const end = (part: 'sessions' | 'totp', said: string): void => void attempt(async () => {
    await request('DELETE', `${pathOf(person.name)}/${part}`);
    tell(said);
  });
  return (
    <>
      <tr class={person.is_disabled ? 'is-past' : ''} data-testid={`user-${person.name}`}>
        <th scope="row">
          {person.display_name || person.name}
          <small>{person.display_name ? person.name : ''}</small>
        </th>
        <td>{words.value.role[person.role]}</td>
        <td>{divisionName(person.division)}</td>
        <td>{[person.phone, person.email].filter(Boolean).join(' · ') || '—'}</td>
        <td>
          {state}
          {person.oidc_subject ? <small>{w.users.provider}</small> : null}
        </td>
        <td class="is-act">
          <button class="button quiet" aria-expanded={isOpen} aria-label={`${w.users.edit} ${person.name}`} onClick={toggle}>
            {w.users.edit}
          </button>
          <Sure act={() => end('sessions', w.users.sessionsEnded(person.name))} test={`user-end-${person.name}`}>
            {w.users.endSessions}
          </Sure>
          <Sure act={() => end('totp', w.users.factorReset(person.name))}>{w.users.resetFactor}</Sure>
          {isOwn ? null : <Sure act={turn}>{person.is_disabled ? w.users.enable : w.users.disable}</Sure>}
        </td>
      </tr>
      {isOpen ? (
        <tr class="is-form">
          <td colSpan={6}>
            <PersonForm person={person} done={done} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function PersonForm({ person, done }: { readonly person: Person | null; readonly done: () => Promise<void> }) {
  const w = said.value;
  const submit = (event: Event & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const text = textsOf(event.currentTarget);
    const name = person?.name ?? text('name');
    const password = text('password');
    const body = { role: text('role') as Role, division: text('division'), display_name: text('display_name'), phone: text('phone'), email: text('email'), ...(password ? { password } : {}) };
    void attempt(async () => {
      await request('PUT', pathOf(name), body);
      tell(w.users.saved(name));
      await done();
    });
  };
  return (
    <form class="adopt" onSubmit={submit} data-testid="user-form">
      {person ? null : <Field name="name" label={w.users.name} isRequired pattern="[^\s\/:]{1,64}" />}
      <Field name="display_name" label={w.users.shown} value={person?.display_name ?? ''} />
      <label>
        <span>{w.users.role}</span>
        <select name="role" defaultValue={person?.role ?? 'viewer'}>
          {ROLES.map((role) => (
            <option key={role} value={role} selected={role === (person?.role ?? 'viewer')}>
              {words.value.role[role]}
            </option>
          ))}
        </select>
      </label>
      <Field name="division" label={w.roster.division} value={person?.division ?? ''} pattern="([1-9][0-9]{11})?" />
      <Field name="phone" label={w.users.phone} value={person?.phone ?? ''} pattern="(\+[0-9]{6,15})?" />
      <Field name="email" label={w.users.email} type="email" value={person?.email ?? ''} />
      <Field name="password" label={person ? w.users.newPassword : w.users.password} type="password" isRequired={!person} pattern=".{10,}" />
      <button class="button primary" data-testid="user-save">
        {w.save}
      </button>
    </form>
  );
}
