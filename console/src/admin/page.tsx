import '../status/status.css';
import './admin.css';

import type { ComponentType } from 'preact';

import { Empty } from '../frame/states';
import { session } from '../session/session';
import { adminTab, ADMIN_TABS, type AdminTab } from '../view';
import { ROLES, type Role } from '../wire/admin';
import { words } from '../words';
import { Audit } from './audit';
import { ChannelsPage } from './channels';
import { Keys } from './keys';
import { Policies } from './policies';
import { RosterPage } from './roster';
import { Users } from './users';
import { said } from './words';

/** What each page shows, and the least role that may see it. */
const PAGES: Readonly<Record<AdminTab, readonly [ComponentType, Role]>> = {
  users: [Users, 'administrator'],
  keys: [Keys, 'administrator'],
  roster: [RosterPage, 'commander'],
  channels: [ChannelsPage, 'commander'],
  policies: [Policies, 'commander'],
  audit: [Audit, 'commander'],
};

export function AdminPage() {
  const w = said.value;
  const tab = adminTab.value;
  const [Shown, least] = PAGES[tab];
  const role = session.value?.user.role ?? 'viewer';
  const may = role !== 'organiser' && ROLES.indexOf(role) >= ROLES.indexOf(least);
  return (
    <div class="status-scroll" tabIndex={0} role="group" aria-label={w.title}>
      <header class="status-head">
        <h2>{w.title}</h2>
      </header>
      <nav class="admin-tabs" aria-label={w.title}>
        {ADMIN_TABS.map((each) => (
          <button key={each} aria-current={each === tab ? 'page' : undefined} data-testid={`admin-${each}`} onClick={() => (adminTab.value = each)}>
            {w.tab[each]}
          </button>
        ))}
      </nav>
      {may ? (
        <Shown key={tab} />
      ) : (
        <div class="admin-forbidden" data-testid="admin-forbidden">
          <Empty title={w.forbidden} text={w.forbiddenText(words.value.role[least])} />
        </div>
      )}
    </div>
  );
}
