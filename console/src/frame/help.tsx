import { isHelpOpen } from '../view';
import { said } from '../map/words';
import { words } from '../words';
import { Dialog } from './dialog';

export function Help() {
  const w = words.value;
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['J'], w.help.next],
    [['K'], w.help.previous],
    [['A'], w.help.ack],
    [['G'], w.help.assign],
    [['S'], w.help.start],
    [['D'], w.help.details],
    [['Y'], w.help.why],
    [['W'], w.help.compose],
    [['R'], w.help.remark],
    [['E'], w.help.escalate],
    [['M'], w.help.silence],
    [['C'], w.help.close],
    [['Q'], w.help.quiet],
    [['Enter'], w.help.enter],
    [['/'], w.help.search],
    [['1', '2', '3', '4', '5', '6', '7', '8'], w.help.places],
    [['↑', '↓', 'PgUp', 'PgDn', 'Home', 'End'], w.help.table],
    [['←', '↑', '→', '↓', '+', '-'], w.help.map],
    [['↑', '↓'], w.help.threshold],
    [['Backspace'], w.help.sketch],
    [['0'], w.help.fit],
    [['N'], said.value.past.back],
    [['Esc'], w.help.escape],
    [['?'], w.help.help],
  ];
  return (
    <Dialog title={w.help.title} isOpen={isHelpOpen.value} close={() => (isHelpOpen.value = false)}>
      <dl class="keys">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
