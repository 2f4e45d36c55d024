/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.Bus;
import io.nameplate.collectors.modbus.DevicePoller;
import io.nameplate.collectors.modbus.DigitalPetriWire;
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
    private static final int HELPERS = 4;

    private final NioEventLoopGroup events = new NioEventLoopGroup(THREADS, new Daemons("modbus-net"));
    /** Look up names and read certificates: what may wait. */
    private final ExecutorService helpers = Executors.newFixedThreadPool(HELPERS, new Daemons("modbus-help"));
    /** Hands readings on, which waits while a disk is slow; each device has at most one there. */
    private final ExecutorService taker = Executors.newSingleThreadExecutor(new Daemons("modbus-take"));

    private final List<Bus> buses = new ArrayList<>();
    private final List<DevicePoller> pollers = new ArrayList<>();
    private CompletableFuture<Void> done = new CompletableFuture<>();

    private ModbusDriver(List<ModbusDevice> devices, Intake intake, Clock clock, DriverEvents told) {
        Map<Address, List<ModbusDevice>> addresses = new LinkedHashMap<>();
        devices.forEach(device -> addresses
                .computeIfAbsent(device.address(), address -> new ArrayList<>())
                .add(device));
        addresses.forEach((address, behind) -> {
            EventLoop thread = events.next();
            Loop loop = Loop.of(thread);
            Duration patience = longest(behind, ModbusDevice::timeout);
            Pace pace = new Pace(
                    longest(behind, device -> device.profile().pace().pauseAfterConnect()),
                    longest(behind, device -> device.profile().pace().minGap()),
                    false);
            Bus bus = new Bus(new DigitalPetriWire(address, thread, helpers), loop, pace, patience);
            buses.add(bus);
            for (ModbusDevice device : behind) {
                pollers.add(new DevicePoller(device, bus, loop, clock, taker, intake::takeNow, told::polled));
            }
        });
    }

    /** Polls for ever. */
    static ModbusDriver polling(List<ModbusDevice> devices, Intake intake, Clock clock, DriverEvents told) {
        ModbusDriver driver = new ModbusDriver(devices, intake, clock, told);
        driver.pollers.forEach(DevicePoller::start);
        return driver;
    }

    /** Polls each device a single time; {@link #done} is done then. */
    static ModbusDriver once(List<ModbusDevice> devices, Intake intake, Clock clock, DriverEvents told) {
        ModbusDriver driver = new ModbusDriver(devices, intake, clock, told);
        driver.done = all(driver.pollers, DevicePoller::once);
        return driver;
    }

    private static CompletableFuture<Void> all(
            List<DevicePoller> pollers, Function<DevicePoller, CompletionStage<Void>> what) {
        return CompletableFuture.allOf(pollers.stream()
                .map(poller -> what.apply(poller).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Done when every device was polled that is polled once. */
    CompletableFuture<Void> done() {
        return done;
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
    public void close() {
        pollers.forEach(DevicePoller::close);
        buses.forEach(Bus::close);
        taker.shutdownNow();
        helpers.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
