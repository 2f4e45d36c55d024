/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.collectors.scrape.HttpFetcher;
import io.nameplate.collectors.spool.SpoolException;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector's process. Exit code 2: the settings are wrong; 3: the disk or the spool cannot be used; 4: the clock was set
 * by more than ten minutes, and a process that remembers nothing of the old time has to go on.
 */
@QuarkusMain
public class CollectorMain implements QuarkusApplication {

    private static final Logger LOG = LoggerFactory.getLogger(CollectorMain.class);
    private static final int BAD_SETTINGS = 2;
    private static final int BAD_DISK = 3;
    private static final int CLOCK_SET = 4;
    private static final Duration ASK_LEDGER = Duration.ofSeconds(5);

    private final Config config;
    private final Metrics metrics;
    private final Running running;

    /** Made by Quarkus. */
    public CollectorMain(Config config, Metrics metrics, Running running) {
        this.config = config;
        this.metrics = metrics;
        this.running = running;
    }

    /** For starting from an IDE or by class name. */
    public static void main(String... arguments) {
        Quarkus.run(CollectorMain.class, arguments);
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        try {
            return run(Plan.of(config), Clock.systemUTC());
        } catch (Plan.BadSettings | DocumentException wrong) {
            return said(BAD_SETTINGS, wrong);
        } catch (SpoolException | IOException | UncheckedIOException broken) {
            return said(BAD_DISK, broken);
        }
    }

    private int run(Plan plan, Clock clock) throws IOException, InterruptedException {
        HttpFetcher.sayWhyConnectsFail();
        plan.warnings(clock)
                .forEach(warning ->
                        LOG.atWarn().addKeyValue("detail", warning).log("a setting works and is still not right"));
        DeviceFile file = new DeviceFile(plan);
        file.read(Optional.empty());
        FileTrouble.makeData(plan.data());
        RegistrySource source = new RegistrySource(plan.ledger(), plan.data(), clock);
        Optional<Registry> registry = source.await(running.stop());
        if (registry.isEmpty()) {
            return 0;
        }
        expect(plan.collector(), registry.get());
        if (plan.replay().isEmpty() && !isRight(clock, plan, source)) {
            return 0;
        }
        Devices devices = file.read(registry);
        try (Collector collector = new Collector(plan, file, devices, registry.get(), source, metrics, clock)) {
            running.started(collector);
            while (!running.stop().await(1, TimeUnit.SECONDS)) {
                if (collector.failed()) {
                    return BAD_DISK;
                }
                if (collector.leapt()) {
                    return CLOCK_SET;
                }
            }
        }
        return 0;
    }

    /** Waits until the clock can be believed; false where it was told to stop meanwhile. */
    private boolean isRight(Clock clock, Plan plan, RegistrySource source) throws IOException, InterruptedException {
        Supplier<OptionalLong> ask = () -> {
            Optional<Registry> unused = source.fetch();
            return source.ledgerAhead();
        };
        return new StartingClock(
                        ask, SnapshotFile.in(plan.data()), clock, System::nanoTime, ASK_LEDGER, running::waitFor)
                .await(running.stop());
    }

    private static void expect(CollectorId collector, Registry registry) {
        if (!registry.collectors().containsKey(collector)) {
            throw new Plan.BadSettings(List.of("nameplate.collector.id: version " + registry.version()
                    + " of the registry knows no collector '" + collector + "'; known: "
                    + registry.collectors().keySet()));
        }
    }

    private static int said(int code, Exception wrong) {
        System.err.println(FileTrouble.sentence(wrong));
        LOG.atDebug().setCause(wrong).log("collector cannot start");
        return code;
    }
}
