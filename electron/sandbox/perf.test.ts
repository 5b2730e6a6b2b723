import { test } from 'vitest';
import { Inventory } from './company/inventory.ts';
import { reservationXml } from './api/ec2-instance-xml.ts';
test('perf', () => {
  const inventory = new Inventory('eu-west-1', 20000);
  const cpu = (name: string, f: () => unknown) => { const a = process.cpuUsage(); const t = performance.now(); f(); const c = process.cpuUsage(a); console.log(name, ((c.user + c.system) / 1000).toFixed(0), (performance.now() - t).toFixed(0)); };
  for (let p = 0; p < 6; p++) {
    const list = inventory.all().slice(p * 1000, p * 1000 + 1000).filter((i) => i.ec2);
    let parts: string[] = [];
    cpu('build', () => { parts = list.map((i) => reservationXml(i, i.ec2!, 'eu-west-1')); });
    let s = '';
    cpu('join', () => { s = parts.join(''); });
    cpu('flat', () => Buffer.from(s).length);
  }
});
