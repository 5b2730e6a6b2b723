// 10,000 instances: the list arrives page by page, filters as fast as one types, and scrolls.
import { expect, test } from './cloud-fixture.ts';
import { instances } from './screens.ts';
import { chooseProfile, openInstances } from './walks.ts';

/** Terminated ones among them (about 1 in 50) are not listed: at least 10,000 remain. */
const COUNT = 10_300;
const ALL_LOADED = /Filter 10.?\d{3} instances/;
/** From the key press to the new rows, Playwright's own round trips of some 20 ms included. */
const FILTER_LIMIT_MS = 500;

test.use({ sandboxOptions: { instances: COUNT }, tracing: 'off' });

test('filter, scroll and open among 10,000', { tag: '@alone' }, async ({ launchInCloud }) => {
  test.setTimeout(120_000);
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const { filter, options, list } = instances(page);
  await expect(filter).toHaveAttribute('placeholder', ALL_LOADED, { timeout: 45_000 });
  expect(await options.count(), 'rows in the page: those one can see').toBeLessThan(100);

  const times: number[] = [];
  for (const [query, name] of [
    ['web-1', /^web-1,/],
    ['09876', /-09876,/],
    ['worker prd 00', /^worker-prd-00/],
    ['10.64.', /10\.64\./],
  ] as const) {
    await filter.fill('');
    await expect(options.nth(5)).toBeVisible();
    const startedAt = Date.now();
    await filter.fill(query);
    await expect
      .poll(async () => name.test((await options.first().getAttribute('aria-label')) ?? ''), {
        intervals: [10],
      })
      .toBe(true);
    times.push(Date.now() - startedAt);
  }
  expect(Math.max(...times), `ms: ${times.join(' ')}`).toBeLessThan(FILTER_LIMIT_MS);

  await filter.fill('');
  await list.hover();
  const firstName = await options.first().getAttribute('aria-label');
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 2_000);
  await expect.poll(() => options.first().getAttribute('aria-label')).not.toBe(firstName);
  await list.focus();
  await page.keyboard.press('End');
  await expect(list).toHaveAttribute('aria-activedescendant', /.+/);
  const active = await list.getAttribute('aria-activedescendant');
  await expect(page.locator(`[id="${active}"]`)).toBeVisible();
  await page.keyboard.press('Home');
  await expect(options.first()).toBeVisible();

  // Whoever types fast presses the next key before anything was drawn: it must not meet the rows of before.
  await list.evaluate((box) => {
    const field = document.querySelector<HTMLInputElement>('input[aria-label="Filter instances"]');
    // Past React's own setter on the element, as typing is.
    const property = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    property?.set?.call(field, '09876');
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }));
  });
  await expect(list.getByRole('option', { selected: true })).toHaveAccessibleName(/-09876,/);
});

test('loading says how far it is and can be stopped', async ({ launchInCloud, cloud }) => {
  test.setTimeout(120_000);
  // Eleven pages: it is far from done when it is stopped.
  cloud.faults.delayAction('ec2:DescribeInstances', 2_000);
  const app = await launchInCloud();
  const { page } = app;
  await chooseProfile(page);
  await expect(page.getByText(/instances so far/)).toBeVisible();
  const { list } = instances(page);
  const whileLoading = await list.evaluate((element) => element.getBoundingClientRect().top);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/Loading was stopped/)).toBeVisible();
  cloud.faults.delayAction('ec2:DescribeInstances', 0);
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(instances(page).filter).toHaveAttribute('placeholder', ALL_LOADED, {
    timeout: 45_000,
  });
  await expect(page.getByText(/instances so far/)).toBeHidden();
  // No row has moved under the mouse.
  expect(await list.evaluate((element) => element.getBoundingClientRect().top)).toBe(whileLoading);
});
