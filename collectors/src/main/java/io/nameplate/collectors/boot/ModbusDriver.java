/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.Bus;
import io.nameplate.collectors.modbus.DevicePoller;
import io.nameplate.collectors.modbus.DigitalPetriWire;
import io.nameplate.collectors.modbus.Lookups;
import io.nameplate.collectors.modbus.Loop;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.modbus.Pace;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A bus for each address, a poller for each Modbus device. */
final class ModbusDriver implements Driver {

    private static final int THREADS = 2;
    private static final int READERS = 2;

    private final NioEventLoopGroup events = new NioEventLoopGroup(THREADS, new Daemons("modbus-net"));
    private final ExecutorService names = Lookups.threads(new Daemons("modbus-name"));
    /** Read certificates. */
    private final ExecutorService files = Executors.newFixedThreadPool(READERS, new Daemons("modbus-file"));
    /** Hands readings on, which waits while a disk is slow; each device has at most one there. */
    private final ExecutorService taker = Executors.newSingleThreadExecutor(new Daemons("modbus-take"));

    private final Intake intake;
    private final Clock clock;
    private final DriverEvents told;
    private final Map<Address, Gateway> gateways = new LinkedHashMap<>();
    private CompletableFuture<Void> done = new CompletableFuture<>();

    /** An address, the devices behind it, and what asks them. */
    private record Gateway(List<ModbusDevice> devices, Bus bus, List<DevicePoller> pollers) {

        CompletableFuture<Void> all(Function<DevicePoller, CompletionStage<Void>> what) {
            return CompletableFuture.allOf(pollers.stream()
                    .map(poller -> what.apply(poller).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new));
        }

        /** Begins to poll. */
        void start() {
            pollers.forEach(DevicePoller::start);
        }

        /** Lets the polls under way come to their end, so that none is lost; done when all are closed. */
        CompletableFuture<Void> finish() {
            return all(DevicePoller::finish)
                    .completeOnTimeout(
                            null, 2 * longest(devices, ModbusDevice::timeout).toMillis(), TimeUnit.MILLISECONDS)
                    .thenRun(this::close);
        }

        void close() {
            pollers.forEach(DevicePoller::close);
            bus.close();
        }
    }

    private ModbusDriver(Intake intake, Clock clock, DriverEvents told) {
        this.intake = intake;
        this.clock = clock;
        this.told = told;
    }

    /** Polls for ever. */
    static ModbusDriver polling(List<ModbusDevice> devices, Intake intake, Clock clock, DriverEvents told) {
        ModbusDriver driver = new ModbusDriver(intake, clock, told);
        driver.poll(devices);
        return driver;
    }

    /** Polls each device a single time; {@link #done} is done then. */
    static ModbusDriver once(List<ModbusDevice> devices, Intake intake, Clock clock, DriverEvents told) {
        ModbusDriver driver = new ModbusDriver(intake, clock, told);
        byAddress(devices).forEach((address, behind) -> driver.gateways.put(address, driver.open(address, behind)));
        driver.done = CompletableFuture.allOf(driver.gateways.values().stream()
                .map(gateway -> gateway.all(DevicePoller::once))
                .toArray(CompletableFuture<?>[]::new));
        return driver;
    }

    /** Done when every device was polled that is polled once. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void reload(Devices devices) {
        poll(devices.modbus());
    }

    /** Each address goes over by itself: a device that does not answer holds up none that is behind another. */
    private synchronized void poll(List<ModbusDevice> devices) {
        Map<Address, List<ModbusDevice>> wanted = byAddress(devices);
        Map<Address, Gateway> old = new LinkedHashMap<>(gateways);
        gateways.keySet().retainAll(wanted.keySet());
        List<CompletableFuture<Void>> over = new ArrayList<>();
        wanted.forEach((address, behind) -> {
            Gateway before = old.get(address);
            if (before == null || !before.devices().equals(behind)) {
                Gateway fresh = open(address, behind);
                gateways.put(address, fresh);
                over.add((before == null ? CompletableFuture.<Void>completedFuture(null) : finish(before, devices))
                        .thenRun(fresh::start));
            }
        });
        old.forEach((address, before) -> {
            if (!wanted.containsKey(address)) {
                over.add(finish(before, devices));
            }
        });
        over.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Void> finish(Gateway before, List<ModbusDevice> devices) {
        return before.finish()
                .thenRun(() -> before.devices().stream()
                        .filter(old -> devices.stream().noneMatch(device -> isSameUnit(old, device)))
                        .forEach(old -> told.gone(old.device())));
    }

    private static boolean isSameUnit(ModbusDevice one, ModbusDevice other) {
        return one.device().equals(other.device()) && one.unit() == other.unit();
    }

    private static Map<Address, List<ModbusDevice>> byAddress(List<ModbusDevice> devices) {
        Map<Address, List<ModbusDevice>> addresses = new LinkedHashMap<>();
        devices.forEach(device -> addresses
                .computeIfAbsent(device.address(), address -> new ArrayList<>())
                .add(device));
        return addresses;
    }

    private Gateway open(Address address, List<ModbusDevice> behind) {
        EventLoop thread = events.next();
        Loop loop = Loop.of(thread);
        Pace pace = new Pace(
                longest(behind, device -> device.profile().pace().pauseAfterConnect()),
                longest(behind, device -> device.profile().pace().minGap()),
                false);
        Bus bus = new Bus(
                new DigitalPetriWire(address, thread, new Lookups(names), files),
                loop,
                pace,
                longest(behind, ModbusDevice::timeout));
        List<DevicePoller> pollers = behind.stream()
                .map(device -> new DevicePoller(device, bus, loop, clock, taker, intake::takeAt, told::polled))
                .toList();
        return new Gateway(behind, bus, pollers);
    }

    private static Duration longest(List<ModbusDevice> devices, Function<ModbusDevice, Duration> what) {
        return devices.stream().map(what).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** A device has no connection that lasts; its polls say whether it answers. */
    @Override
    public long sourcesAway() {
        return 0;
    }

    @Override
    public synchronized void close() {
        gateways.values().forEach(Gateway::close);
        taker.shutdownNow();
        names.shutdownNow();
        files.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
