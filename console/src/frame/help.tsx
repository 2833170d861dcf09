import { isHelpOpen } from '../view';
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
    [['Enter'], w.help.enter],
    [['/'], w.help.search],
    [['1', '2', '3', '4', '5', '6'], w.help.places],
    [['0'], w.help.fit],
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
