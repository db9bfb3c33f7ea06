begin;
\set QUIET on
-- What programs really print, and what it means. code: the class that must come out; p: whether it is retried.
create temp table given (place int generated always as identity, code text, retried boolean, exit_code int, signal int, timed_out boolean, reported text, output text);
insert into given (code, retried, exit_code, signal, timed_out, reported, output) values
  -- Playwright, Puppeteer
  ('TIMEOUT', true, 1, null, false, null, E'page.goto: Timeout 30000ms exceeded.\nCall log:\n  - navigating to "https://admin.example.com/login", waiting until "load"'),
  ('TIMEOUT', true, 1, null, false, null, E'TimeoutError: Navigation timeout of 30000 ms exceeded\n    at LifecycleWatcher.#onTimeout (/app/node_modules/puppeteer/lib/LifecycleWatcher.js:102:12)'),
  ('TIMEOUT', true, 1, null, false, null, E'locator.click: Timeout 30000ms exceeded.\n  waiting for locator(''button[type=submit]'')'),
  ('TIMEOUT', true, 1, null, false, null, 'page.waitForURL: Timeout 15000ms exceeded.'),
  ('TIMEOUT', true, 1, null, false, null, 'page.goto: net::ERR_TIMED_OUT at https://admin.example.com/'),
  ('NETWORK', true, 1, null, false, null, 'page.goto: net::ERR_CONNECTION_REFUSED at https://admin.example.com/'),
  ('NETWORK', true, 1, null, false, null, 'page.goto: net::ERR_NAME_NOT_RESOLVED at https://admin.example.com/'),
  ('NETWORK', true, 1, null, false, null, 'Error: net::ERR_INTERNET_DISCONNECTED'),
  ('CONFIGURATION', false, 1, null, false, null, 'page.goto: net::ERR_CERT_DATE_INVALID at https://admin.example.com/'),
  ('CONFIGURATION', false, 1, null, false, null, E'browserType.launch: Executable doesn''t exist at /root/.cache/ms-playwright/chromium-1084/chrome-linux/chrome'),
  -- Node
  ('NETWORK', true, 1, null, false, null, E'Error: connect ECONNREFUSED 127.0.0.1:443\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1607:16) {\n  errno: -111,\n  code: ''ECONNREFUSED''\n}\n\nNode.js v20.11.0'),
  ('NETWORK', true, 1, null, false, null, 'Error: read ECONNRESET'),
  ('NETWORK', true, 1, null, false, null, 'Error: getaddrinfo ENOTFOUND api.example.com'),
  ('NETWORK', true, 1, null, false, null, 'Error: getaddrinfo EAI_AGAIN api.example.com'),
  ('NETWORK', true, 1, null, false, null, 'Error: socket hang up'),
  ('NETWORK', true, 1, null, false, null, 'TypeError: fetch failed'),
  ('TIMEOUT', true, 1, null, false, null, 'Error: connect ETIMEDOUT 93.184.216.34:443'),
  ('TIMEOUT', true, 1, null, false, null, 'AxiosError: timeout of 10000ms exceeded'),
  ('API_5XX', true, 1, null, false, null, 'AxiosError: Request failed with status code 503'),
  ('RATE_LIMIT', true, 1, null, false, null, 'AxiosError: Request failed with status code 429'),
  ('AUTH_FAILED', false, 1, null, false, null, 'AxiosError: Request failed with status code 401'),
  ('AUTH_FAILED', false, 1, null, false, null, 'AxiosError: Request failed with status code 403'),
  ('API_4XX', false, 1, null, false, null, 'AxiosError: Request failed with status code 404'),
  ('API_4XX', false, 1, null, false, null, 'Error: 409 Conflict: subdomain already exists'),
  ('CONFIGURATION', false, 1, null, false, null, E'Error: Cannot find module ''/app/upload-menu.js''\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1144:15)'),
  ('ENOENT', false, 1, null, false, null, 'Error: ENOENT: no such file or directory, open ''/data/menu.csv'''),
  ('ENOENT', true, 1, null, false, null, 'Error: ENOENT: no such file or directory, stat ''/mnt/nfs/menu.csv'' (mount timed out)'),
  ('ENOENT', true, 1, null, false, null, 'ESTALE: stale file handle, then ENOENT reading /mnt/nfs/menu.csv'),
  ('PERM_DENIED', false, 1, null, false, null, 'Error: EACCES: permission denied, open ''/data/menu.csv'''),
  ('ENOMEM', true, 134, null, false, null, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
  ('ENOMEM', true, 1, null, false, null, 'Error: spawn ENOMEM'),
  ('CONFIGURATION', false, 1, null, false, null, 'Error: unable to verify the first certificate'),
  -- Python
  ('ENOMEM', true, 1, null, false, null, E'Traceback (most recent call last):\n  File "upload.py", line 3, in <module>\nMemoryError'),
  ('TIMEOUT', true, 1, null, false, null, 'requests.exceptions.ReadTimeout: HTTPSConnectionPool(host=''api.example.com'', port=443): Read timed out. (read timeout=10)'),
  ('NETWORK', true, 1, null, false, null, 'ConnectionResetError: [Errno 104] Connection reset by peer'),
  ('NETWORK', true, 1, null, false, null, 'urllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>'),
  ('NETWORK', true, 1, null, false, null, 'http.client.RemoteDisconnected: Remote end closed connection without response'),
  ('NETWORK', true, 1, null, false, null, 'urllib3.exceptions.ProtocolError: (''Connection broken: IncompleteRead(9 bytes read, 91 more expected)'')'),
  ('NETWORK', true, 1, null, false, null, 'http.client.BadStatusLine: SSH-2.0-OpenSSH_9.2p1'),
  ('NETWORK', true, 1, null, false, null, 'BrokenPipeError: [Errno 32] Broken pipe'),
  ('NETWORK', true, 1, null, false, null, 'aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected'),
  ('NETWORK', true, 1, null, false, null, 'UND_ERR_SOCKET: other side closed'),
  ('API_5XX', true, 1, null, false, null, 'requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://api.example.com/menus'),
  ('MISSING_PARAM', false, 2, null, false, null, E'usage: upload.py [-h] --email EMAIL\nupload.py: error: the following arguments are required: --email'),
  ('CONFIGURATION', false, 1, null, false, null, 'ModuleNotFoundError: No module named ''requests'''),
  ('ENOENT', false, 1, null, false, null, 'FileNotFoundError: [Errno 2] No such file or directory: ''menu.csv'''),
  ('VALIDATION', false, 1, null, false, null, 'pydantic.error_wrappers.ValidationError: 1 validation error for Menu'),
  ('UNKNOWN', true, 1, null, false, null, 'KeyError: ''price'''),
  -- curl and the shell
  ('NETWORK', true, 7, null, false, null, 'curl: (7) Failed to connect to api.example.com port 443 after 12 ms: Connection refused'),
  ('NETWORK', true, 6, null, false, null, 'curl: (6) Could not resolve host: api.example.com'),
  ('TIMEOUT', true, 28, null, false, null, 'curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received'),
  ('API_5XX', true, 22, null, false, null, 'curl: (22) The requested URL returned error: 503'),
  ('API_4XX', false, 22, null, false, null, 'curl: (22) The requested URL returned error: 404'),
  ('COMMAND_NOT_FOUND', false, 127, null, false, null, 'sh: 1: upload-menu: not found'),
  ('COMMAND_NOT_FOUND', false, 126, null, false, null, 'sh: 1: ./upload-menu: Permission denied'),
  ('TIMEOUT', true, 124, null, false, null, ''),
  ('PROCESS_KILLED', true, 137, null, false, null, 'line 3: 12345 Killed   node upload.js'),
  ('PROCESS_KILLED', true, 143, null, false, null, ''),
  ('PROCESS_KILLED', true, null, 9, false, null, ''),
  ('PROCESS_KILLED', true, null, 15, false, null, ''),
  ('ENOMEM', true, null, 9, false, null, 'Cannot allocate memory'),
  ('UNKNOWN', true, null, 11, false, null, ''),
  -- Gateways
  ('API_5XX', true, 1, null, false, null, E'<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>'),
  ('API_5XX', true, 1, null, false, null, '<html><head><title>503 Service Temporarily Unavailable</title></head><body></body></html>'),
  ('API_5XX', true, 1, null, false, null, '<html><head><title>504 Gateway Time-out</title></head><body></body></html>'),
  ('API_5XX', true, 1, null, false, null, '<!DOCTYPE html><html lang="en-US"><head><title>api.example.com | 520: Web server is returning an unknown error</title>'),
  ('API_5XX', true, 1, null, false, null, 'HTTP/1.1 500 Internal Server Error'),
  ('RATE_LIMIT', true, 1, null, false, null, 'HTTP/2 429'),
  ('RATE_LIMIT', true, 1, null, false, null, '429 Too Many Requests'),
  ('RATE_LIMIT', true, 1, null, false, null, 'Rate limit exceeded, try again in 30 seconds'),
  -- Data and credentials
  ('INVALID_EMAIL', false, 1, null, false, null, 'Invalid email: joe@'),
  ('INVALID_EMAIL', false, 1, null, false, null, 'Error: The email address is not valid'),
  ('AUTH_FAILED', false, 1, null, false, null, 'Login failed'),
  ('AUTH_FAILED', false, 1, null, false, null, E'Invalid credentials\nTimeoutError: page.waitForNavigation: Timeout 30000ms exceeded.'),
  ('AUTH_FAILED', false, 1, null, false, null, '401 Unauthorized'),
  ('MISSING_PARAM', false, 1, null, false, null, 'Missing required parameter: email'),
  -- Databases
  ('DB_TRANSIENT', true, 1, null, false, null, 'psycopg2.errors.DeadlockDetected: deadlock detected'),
  ('DB_TRANSIENT', true, 1, null, false, null, 'FATAL:  sorry, too many clients already'),
  ('DB_TRANSIENT', true, 1, null, false, null, 'FATAL:  the database system is starting up'),
  ('UNIQUE_VIOLATION', false, 1, null, false, null, 'ERROR:  duplicate key value violates unique constraint "restaurants_slug_key"'),
  ('FK_VIOLATION', false, 1, null, false, null, 'ERROR:  insert or update on table "menus" violates foreign key constraint "menus_restaurant_fkey"'),
  ('RLS_VIOLATION', false, 1, null, false, null, 'ERROR:  new row violates row-level security policy for table "menus"'),
  ('PERM_DENIED', false, 1, null, false, null, 'ERROR:  permission denied for table menus'),
  ('AUTH_FAILED', false, 2, null, false, null, 'psql: error: FATAL:  password authentication failed for user "app"'),
  ('VALIDATION', false, 1, null, false, null, 'ERROR:  new row for relation "menus" violates check constraint "price_is_positive"'),
  ('DB_TRANSIENT', true, null, null, false, '40001', ''),
  ('DB_TRANSIENT', true, null, null, false, '40P01', ''),
  ('DB_TRANSIENT', true, null, null, false, '08006', ''),
  ('DB_TRANSIENT', true, null, null, false, '53300', ''),
  ('DB_TRANSIENT', true, null, null, false, '57P01', ''),
  ('TIMEOUT', true, null, null, false, '57014', ''),
  ('UNIQUE_VIOLATION', false, null, null, false, '23505', ''),
  ('FK_VIOLATION', false, null, null, false, '23503', ''),
  ('VALIDATION', false, null, null, false, '23514', ''),
  ('PERM_DENIED', false, null, null, false, '42501', 'permission denied for table menus'),
  ('RLS_VIOLATION', false, null, null, false, '42501', 'new row violates row-level security policy for table "menus"'),
  ('CONFIGURATION', false, null, null, false, '42883', 'function app.f(bigint, jsonb) does not exist'),
  ('UNKNOWN', true, null, null, false, 'P0001', 'no menu yet'),
  -- In so many words, whatever else was printed
  ('RATE_LIMIT', true, 1, null, false, '429', ''),
  ('API_5XX', true, 1, null, false, '503', ''),
  ('STATE_CONFLICT', false, 1, null, false, 'STATE_CONFLICT', 'ECONNRESET'),
  ('VALIDATION', false, 1, null, false, 'VALIDATION', 'connect ECONNREFUSED'),
  ('ENOENT', true, 1, null, false, 'ENOENT', 'stat: Stale file handle'),
  ('ENOENT', false, 1, null, false, 'ENOENT', 'no menu.csv'),
  ('UNKNOWN', true, 1, null, false, 'E_MENU_EMPTY', ''),
  ('TIMEOUT', true, null, null, true, null, 'Login failed'),
  -- What must not be misread: no success because something exists, nothing final because of a passing word
  ('UNKNOWN', true, 1, null, false, null, 'Warning: output directory already exists'),
  ('UNKNOWN', true, 1, null, false, null, 'This restaurant is already registered'),
  ('UNKNOWN', true, 1, null, false, null, 'Imported 429 items, 503 prices, 0 errors; then the door closed'),
  ('UNKNOWN', true, 1, null, false, null, 'X-RateLimit-Remaining: 50'),
  ('UNKNOWN', true, 1, null, false, null, 'timeout: 30000 (configured)'),
  ('UNKNOWN', true, 1, null, false, null, ''),
  ('TIMEOUT', true, 1, null, false, null, E'warn: ENOENT: no such file or directory, open ''.env'' (using defaults)\nError: connect ETIMEDOUT 10.0.0.1:443'
  || E'\nreported by the uploader'),
  ('API_5XX', true, 1, null, false, null, E'debug: HTTP 404 for /favicon.ico\n503 Service Unavailable');

select plan(count(*)::int * 2 + 1) from given;
select cmp_ok(count(*), '>=', 60::bigint, 'enough of them') from given;
select is(found.code, given.code, format('%s: %s', coalesce(given.reported, given.signal::text, given.exit_code::text), left(regexp_replace(given.output, E'[\r\n#]+', ' ', 'g'), 60)))
from given
left join lateral baton.classify_error('some_type', given.exit_code, given.signal, given.timed_out, given.reported, '', given.output) as found on true
order by given.place;
-- On stdout they mean the same.
select is(found.max_retries > 0, given.retried, given.code || case when given.retried then ' is retried' else ' is final' end)
from given
left join lateral baton.classify_error(null, given.exit_code, given.signal, given.timed_out, given.reported, given.output, null) as found on true
order by given.place;
select * from finish();
rollback;
