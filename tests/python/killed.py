"""killed.py KILLS ORIGINATOR TARGET: batches whose runs are killed and resumed, in this folder, by the chret of the PATH.
What must hold is checked after each kill, from the files alone."""
import csv, glob, io, os, random, re, subprocess, sys, time

KILLS, ORIGINATOR, TARGET = int(sys.argv[1]), sys.argv[2], sys.argv[3]
ROWS = 60
SEED = random.randrange(1 << 32)
draw = random.Random(SEED)
KEYS = ['--key', '../supplier.key.pem', '--cert', '../supplier.cert.pem']
STATE = ['--state', 'batch.state']
DEVICES = ['00-DB-12-34-00-00-00-%02X' % number for number in range(ROWS)]
kills = {'build': 0, 'report': 0}
seconds = {'build': 0.1, 'report': 0.02}  # how long a run takes


def fail(text):
    sys.exit('FAILED seed %d, after %s: %s' % (SEED, kills, text))


def run(*command, wanted=(0, 1)):
    began = time.monotonic()
    done = subprocess.run(['chret', *command], capture_output=True, text=True)
    if done.returncode not in wanted:
        fail('%s: exit %d: %s' % (' '.join(command), done.returncode, done.stderr))
    seconds[command[0]] = time.monotonic() - began
    return done.stdout


def run_killed(*command):
    """Whether the run was killed before its end; half of the moments are late ones, where files come into their places."""
    process = subprocess.Popen(['chret', *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds[command[0]] * draw.choice([draw.uniform(0, 1), draw.uniform(0.6, 1.1)]))
    except subprocess.TimeoutExpired:
        process.kill()
    code = process.wait()
    if code not in (0, 1, -9):
        fail('%s: exit %d' % (' '.join(command), code))
    kills[command[0]] += code == -9
    return code == -9


def write(name, lines):
    with open(name, 'w') as file:
        file.writelines(line + '\n' for line in lines)


def inventory(name, devices):
    write(name, ['DeviceID,DeviceType,DeviceStatus,LogisticsStatus,Supplier'] +
          ['%s,CHF,Commissioned,,' % device for device in devices])


def content(path):
    with open(path, 'rb') as file:
        return file.read()


def devices_of(counter):
    return re.findall('<sr:DeviceID>([^<]*)', content('sent/%d.xml' % counter).decode())


class Batch:
    def __init__(self, form):
        self.bytes = {}  # of each counter, staged or published
        write('hubs.csv', ['DeviceID,CHFNoFaultReturnType'] + [device + ',Lost or Stolen Hub' for device in DEVICES])
        inventory('some.csv', [device for device in DEVICES if draw.random() < 0.7])
        inventory('all.csv', DEVICES)
        most = ['--max-records', '7'] if form == 'list' else []
        self.first = ['build', '--originator', ORIGINATOR, '--target', TARGET, '--counter', 'file:last', '--form', form,
                      *most, *STATE, *KEYS, '--threads', '2', '-o', 'sent', 'hubs.csv']
        self.resume = ['build', *STATE, '--counter', 'file:last', *KEYS, '-o', 'sent']
        self.retry = ['build', *STATE, '--counter', 'file:last', *KEYS, '--only', 'refused', '-o', 'sent']
        self.report = ['report', *STATE, '--unverified', 'got']

    def check_files(self):
        """No counter has two requests, and all are taken from the file; what is published stays."""
        paths = glob.glob('sent/*.xml') + glob.glob('sent/.chret-*/*.xml')
        for path in paths:
            counter, found = int(os.path.basename(path)[:-4]), content(path)
            if not found.endswith(b'</sr:Request>') and '.chret-' in path:
                continue  # it was being written
            if self.bytes.setdefault(counter, found) != found:
                fail('counter %d has two requests' % counter)
            if int(content('last')) < counter:
                fail('counter %d is not taken' % counter)
        if os.path.exists('batch.state'):
            run('report', *STATE)

    def check_rows(self):
        """Once all is resumed: every row once, and each that has no answer in exactly one request that is there."""
        rows = list(csv.DictReader(io.StringIO(run('report', *STATE))))
        if [row['DeviceID'] for row in rows] != DEVICES:
            fail('rows: %s' % [row['DeviceID'] for row in rows])
        requests = {}
        for row in rows:
            if row['accepted'] == 'unsent':
                fail('%s is in no request' % row['DeviceID'])
            requests.setdefault(int(row['RequestID'].split(':')[2]), []).append(row)
        for counter, members in requests.items():
            sent = devices_of(counter)
            pending = [row['DeviceID'] for row in members if row['accepted'] == 'pending']
            if pending and pending != sent:
                fail('request %d has %s, not %s' % (counter, sent, pending))
        published = [int(os.path.basename(path)[:-4]) for path in glob.glob('sent/*.xml')]
        unanswered = [counter for counter in published if not glob.glob('got/*_%d.xml' % counter)]
        hubs = [device for counter in unanswered for device in devices_of(counter)]
        if len(set(hubs)) != len(hubs):
            fail('a hub is in two requests that have no answer')
        return rows

    def until_done(self, command, after=None):
        for _ in range(6 if command[0] == 'build' else 3):
            if not run_killed(*command):
                break
            self.check_files()
            if after is not None and draw.random() < 0.5:
                run(*after)
        run(*command)
        if after is not None:
            run(*after)
        self.check_files()
        self.check_rows()

    def answer(self, smi, loss):
        """The requests that have no answer yet get one, but for some."""
        open_requests = {row['RequestID'].split(':')[2] for row in self.check_rows() if row['accepted'] == 'pending'}
        chosen = ['sent/%s.xml' % counter for counter in sorted(open_requests, key=int) if draw.random() >= loss]
        if chosen:
            os.makedirs('got', exist_ok=True)
            run('answer', '--inventory', smi, '--unverified', '-o', 'got/', *chosen)

    def live(self):
        self.until_done(self.first)
        self.answer('some.csv', 0.2)
        os.makedirs('got', exist_ok=True)
        self.until_done(self.report)
        self.until_done(self.retry, self.resume)
        self.answer('all.csv', 0.2)
        self.until_done(self.report)
        while {row['accepted'] for row in self.check_rows()} != {'yes'}:
            run(*self.retry)
            run(*self.resume)
            self.answer('all.csv', 0)
            run(*self.report)
        sent = [counter for counter in self.bytes if os.path.exists('sent/%d.xml' % counter)]
        if len({self.bytes[counter] for counter in sent}) != len(sent):
            fail('a request was sent twice')


batches = 0
while sum(kills.values()) < KILLS:
    batches += 1
    os.mkdir('batch%d' % batches)
    os.chdir('batch%d' % batches)
    Batch(draw.choice(['single', 'list'])).live()
    os.chdir('..')
if not kills['build'] or not kills['report']:
    fail('one of the calls was never killed')
print('%d batches, killed %d times in build and %d times in report' % (batches, kills['build'], kills['report']))
