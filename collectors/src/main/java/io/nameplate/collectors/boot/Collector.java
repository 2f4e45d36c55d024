/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.orders.OrderFolder;
import io.nameplate.collectors.orders.OrderPost;
import io.nameplate.collectors.publish.PublishConfig;
import io.nameplate.collectors.publish.PublishStats;
import io.nameplate.collectors.publish.Publisher;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.collectors.replay.Replay;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.collectors.validate.Rules;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running collector: spool, publisher, recorder and what feeds it. Closing it loses nothing. */
final class Collector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final Duration SNAPSHOTS_LIVE = Duration.ofMillis(500);
    private static final Duration LOOK_WHETHER_TO_SAVE = Duration.ofMillis(250);
    private static final Duration SNAPSHOTS_REPLAY = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_FILES = Duration.ofSeconds(2);
    private static final Duration PACK = Duration.ofSeconds(2);
    private static final Duration POST_ORDERS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduledExecutorService worker = Executors.newScheduledThreadPool(2, new Daemons("collector"));

    /** Waits for the ledger as long as it takes, and keeps nobody else waiting. */
    private final ScheduledExecutorService mail = Executors.newSingleThreadScheduledExecutor(new Daemons("orders"));

    /** Nothing else may hold it up: who does not look at the clock for long has not watched. */
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(new Daemons("tick"));

    private final Spool spool;
    private final Publisher publisher;
    private final Recorder recorder;
    private final List<Driver> drivers;
    private final Validation validation;
    private final Optional<CrossChecked> crossChecked;
    private final Witnesses witnesses = new Witnesses(List.of());
    private final FollowedWitnesses followed;
    private final DeviceFile file;
    private final Metrics metrics;
    private volatile boolean closing;
    private volatile Registry registry;
    private Devices devices;
    private long refusedVersion;

    /** Starts everything; what goes wrong here is for the operator to read. */
    Collector(
            Plan plan,
            DeviceFile file,
            Devices devices,
            Registry registry,
            RegistrySource source,
            Metrics metrics,
            Clock clock)
            throws IOException {
        Path folder = Files.createDirectories(plan.data());
        SpoolConfig config = new SpoolConfig(plan.segmentBytes(), plan.maxBytes(), plan.rawKeep());
        spool = Spool.open(
                Files.createDirectories(folder.resolve("spool")), plan.collector(), config, plan.consumers(), clock);
        metrics.spool(spool, clock);
        Duration snapshots = plan.replay().isPresent() ? SNAPSHOTS_REPLAY : SNAPSHOTS_LIVE;
        LongSupplier nanos = System::nanoTime;
        recorder = new Recorder(
                new Recorder.Settings(plan.collector(), plan.batchNodes(), snapshots.toNanos()),
                registry,
                plan.replay().isPresent() ? SpoolLog.replay(spool, new ReplayMark(folder)) : SpoolLog.live(spool),
                new SnapshotFile(folder),
                clock,
                nanos,
                metrics::refused);
        metrics.recorder(recorder, clock);
        publisher = Publisher.open(
                new PublishConfig(
                        plan.collector(), plan.broker(), plan.access(), plan.consumers(), PublishConfig.DEFAULT_WINDOW),
                new SpoolOutbox(spool),
                plan.mqttClient()::open);
        spool.onAppend(publisher::appended);
        metrics.publisher(publisher);
        every(PACK, spool::pack);
        this.registry = registry;
        this.file = file;
        this.devices = devices;
        this.metrics = metrics;
        followed = new FollowedWitnesses(witnesses, file, devices, registry);
        validation = new Validation(Rules.NONE, new Flagged(metrics, clock, recorder::reads));
        if (plan.replay().isPresent()) {
            drivers = List.of();
            crossChecked = Optional.empty();
            Replay replay = new Replay(plan.replay().get(), registry, recorder, line -> {
                metrics.badLine(line);
                LOG.atWarn()
                        .addKeyValue("line", line.line())
                        .addKeyValue("reason", line.sentence())
                        .log("bad line in readings");
            });
            Future<?> unused = worker.submit(() -> play(replay));
        } else {
            recorder.watch();
            validation.exchange(devices.rules());
            metrics.witnesses(witnesses, clock);
            CrossChecked intake = new CrossChecked(new Recording(recorder, validation, witnesses), metrics);
            intake.follow(registry);
            crossChecked = Optional.of(intake);
            // these two first: they alone may find that a file or port they need cannot be used
            OrderFolder held = new OrderFolder(folder.resolve("orders"));
            OrderPost post = new OrderPost(held, plan.ledger(), plan.collector().value(), clock);
            metrics.orders(post);
            drivers = List.of(
                    new ScrapeDriver(devices.scrape(), plan, registry, intake, clock, metrics),
                    new OtlpDriver(devices.otlp(), intake, clock, metrics.otlp(), metrics),
                    ModbusDriver.polling(devices.modbus(), intake, clock, metrics),
                    new MqttDriver(
                            devices.mqtt(),
                            plan.mqttClient(),
                            "nameplate-" + plan.collector(),
                            intake,
                            held,
                            clock,
                            metrics));
            every(ticks, plan.tick(), recorder::tick);
            every(LOOK_WHETHER_TO_SAVE, recorder::save);
            every(plan.registryRefresh(), () -> refresh(source));
            every(LOOK_AT_FILES, this::reloadIfChanged);
            every(LOOK_AT_FILES, followed::again);
            every(mail, POST_ORDERS, post::round);
            Hangup.then(() -> worker.execute(this::reload));
        }
        LOG.atInfo()
                .addKeyValue("collector", plan.collector())
                .addKeyValue("registry_version", registry.version())
                .addKeyValue("start", recorder.start())
                .log("collector started");
    }

    private void play(Replay replay) {
        try {
            replay.run(() -> closing);
        } catch (IOException | RuntimeException broken) {
            LOG.atError().setCause(broken).log("replay broke off");
        }
    }

    private void every(Duration pause, Runnable work) {
        every(worker, pause, work);
    }

    private static void every(ScheduledExecutorService worker, Duration pause, Runnable work) {
        Future<?> unused = worker.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException broken) {
                        LOG.atError().setCause(broken).log("step broke off");
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void reloadIfChanged() {
        try {
            if (file.isChanged()) {
                reload();
            }
        } catch (IOException unreadable) {
            LOG.atWarn()
                    .addKeyValue("reason", FileTrouble.sentence(unreadable))
                    .log("device file or profiles cannot be looked at, the old ones go on");
        }
    }

    /** Reads the device file and the profiles anew; where anything is wrong with them the old ones go on. */
    private synchronized void reload() {
        if (closing) {
            return;
        }
        try {
            Registry by = registry;
            Devices found = file.read(Optional.of(by));
            takeOver(found);
            followed.taken(found, by);
            metrics.reloaded(true);
            LOG.atInfo()
                    .addKeyValue("devices", found.modbus().size())
                    .addKeyValue("sources", found.mqtt().size())
                    .log("device file read anew");
        } catch (DocumentException | IOException | UncheckedIOException wrong) {
            metrics.reloaded(false);
            LOG.atError()
                    .addKeyValue("reason", FileTrouble.sentence(wrong))
                    .log("device file is not taken over, the old one goes on");
        }
    }

    /** All drivers go on with what was found, or all with what they had. */
    private void takeOver(Devices found) throws IOException {
        try {
            for (Driver driver : drivers) {
                driver.reload(found);
            }
        } catch (IOException | UncheckedIOException wrong) {
            drivers.forEach(this::goBack);
            throw wrong;
        }
        devices = found;
        validation.exchange(found.rules());
    }

    private void goBack(Driver driver) {
        try {
            driver.reload(devices);
        } catch (IOException | UncheckedIOException gone) {
            LOG.atError()
                    .addKeyValue("reason", FileTrouble.sentence(gone))
                    .log("a driver cannot go back to the old device file either, restart the collector");
        }
    }

    private void refresh(RegistrySource source) {
        source.fetch().filter(found -> found.version() > registry.version()).ifPresent(this::exchange);
    }

    private void exchange(Registry found) {
        Optional<String> refused = recorder.exchange(found);
        if (refused.isEmpty()) {
            registry = found;
            drivers.forEach(driver -> driver.follow(found));
            crossChecked.ifPresent(checks -> checks.follow(found));
            followed.follow(found);
            LOG.atInfo().addKeyValue("registry_version", found.version()).log("registry exchanged");
        } else if (found.version() != refusedVersion) {
            refusedVersion = found.version();
            LOG.atError()
                    .addKeyValue("registry_version", registry.version())
                    .addKeyValue("refused_version", found.version())
                    .addKeyValue("reason", refused.get())
                    .log("new registry cannot be taken over while running, the old one goes on");
        }
    }

    /** Epoch seconds until which nothing is recorded because the clock was set back; 0 while it records. */
    long waitsUntil() {
        return recorder.waitsUntil();
    }

    /** Whether the spool takes no records at present, so that they wait in memory. */
    boolean stalled() {
        return recorder.stalled();
    }

    /** Whether nothing is recorded any more because a step broke, or the disk did not take a replay's records. */
    boolean failed() {
        return recorder.failed();
    }

    /** Whether the clock was set by so much that another process has to go on. */
    boolean leapt() {
        return recorder.leapt();
    }

    PublishStats publishing() {
        return publisher.stats();
    }

    long sourcesAway() {
        return drivers.stream().mapToLong(Driver::sourcesAway).sum();
    }

    /** What a source has taught beside readings, if there is one of that name. */
    Optional<String> report(String source) {
        return drivers.stream()
                .flatMap(driver -> driver.report(source).stream())
                .findFirst();
    }

    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        mail.shutdownNow();
        drivers.forEach(driver -> {
            try {
                driver.close();
            } catch (RuntimeException broken) {
                LOG.atError().setCause(broken).log("a driver cannot be closed, stopping without it");
            }
        });
        ticks.shutdown();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("a step takes long, stopping without it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            recorder.close();
        } catch (UncheckedIOException broken) {
            LOG.atError().setCause(broken).log("last records could not be appended");
        }
        publisher.close();
        spool.close();
        LOG.atInfo().log("collector stopped");
    }
}
