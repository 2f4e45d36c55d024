/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.simulator.scenario.BlockPlan;
import io.nameplate.simulator.scenario.MeterPlan;
import io.nameplate.simulator.scenario.Plant;
import io.nameplate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the plant's devices measure: meters on feeds and PDUs, meters of energy, and CDUs. Power follows the load of the
 * blocks behind. The inference endpoints count beside them.
 */
public final class Instruments {

    private static final double PASCAL_PER_BAR = 100_000;
    private static final double LITRES_PER_MINUTE_OF_CUBIC_METRE_PER_SECOND = 60_000;
    private static final double VOLTS = 230;

    private final Facility facility;
    private final Plant plant;
    private final List<Device> devices = new ArrayList<>();
    private final Map<String, List<Integer>> blocksBehind = new HashMap<>();
    private final Map<String, Long> deciwattSeconds = new LinkedHashMap<>();
    private final Map<String, MeterPlan> meters = new LinkedHashMap<>();
    private final Endpoints endpoints;

    public Instruments(Scenario scenario, Facility facility) {
        this.facility = facility;
        plant = scenario.plant();
        endpoints = new Endpoints(scenario, facility);
        plant.feeds().forEach(feed -> devices.add(new Device(feed, Device.Kind.METER)));
        plant.pdus().keySet().forEach(pdu -> devices.add(new Device(pdu, Device.Kind.METER)));
        plant.cdus().keySet().forEach(cdu -> devices.add(new Device(cdu, Device.Kind.CDU)));
        scenario.meters().forEach(meter -> {
            meters.put(meter.meter().value(), meter);
            devices.add(new Device(meter.meter().value(), Device.Kind.ENERGY_METER));
        });
        for (int b = 0; b < facility.layout().blockCount(); b++) {
            BlockPlan block = facility.layout().block(b);
            Set<String> behind = new TreeSet<>(plant.members(block.cooling()));
            for (String asset : plant.members(block.power())) {
                behind.add(asset);
                behind.addAll(plant.pdus().getOrDefault(asset, List.of()));
            }
            for (String asset : behind) {
                blocksBehind.computeIfAbsent(asset, key -> new ArrayList<>()).add(b);
            }
        }
    }

    public List<Device> devices() {
        return devices;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** Counts the energy and tokens of the second that the facility stands at; call it once each second. */
    public void count() {
        for (Device device : devices) {
            if (device.kind() != Device.Kind.CDU) {
                deciwattSeconds.merge(device.asset(), deciwatts(device.asset()), Long::sum);
            }
        }
        endpoints.count();
    }

    /** One point of one device, in SI units (temperatures in degrees Celsius). */
    public double value(Device device, PlantPoint point) {
        String asset = device.asset();
        boolean meter = device.kind() != Device.Kind.CDU;
        boolean live = meter && facility.plant().live(asset);
        boolean pumps = !meter && facility.plant().pumps(asset);
        boolean water = !meter && facility.plant().water(asset);
        double supply = meter ? 0 : supply(asset);
        return switch (point) {
            case POWER -> deciwatts(asset) / 10.0;
            case CURRENT_L1, CURRENT_L2, CURRENT_L3 -> Math.round(deciwatts(asset) / (3 * VOLTS)) / 10.0;
            case VOLTAGE_L1N, VOLTAGE_L2N, VOLTAGE_L3N -> live ? VOLTS : 0;
            case FREQUENCY -> live ? 60 : 0;
            case ENERGY_IMPORT -> deciwattSeconds.getOrDefault(asset, 0L) / 10.0;
            case COOLANT_SUPPLY_TEMP -> supply;
            case COOLANT_RETURN_TEMP -> supply + 8;
            case WATER_IN_TEMP -> water ? 24 : supply - 4;
            case WATER_OUT_TEMP -> water ? 32 : supply;
            case COOLANT_SUPPLY_PRESSURE -> (pumps ? 3.0 : 1.5) * PASCAL_PER_BAR;
            case COOLANT_RETURN_PRESSURE -> 1.5 * PASCAL_PER_BAR;
            case WATER_IN_PRESSURE -> (water ? 4.0 : 2.0) * PASCAL_PER_BAR;
            case WATER_OUT_PRESSURE -> 2.0 * PASCAL_PER_BAR;
            case COOLANT_FLOW -> pumps ? 600 / LITRES_PER_MINUTE_OF_CUBIC_METRE_PER_SECOND : 0;
            case WATER_FLOW -> water ? 900 / LITRES_PER_MINUTE_OF_CUBIC_METRE_PER_SECOND : 0;
        };
    }

    /** What flows through a meter: the load of each block behind it, shared with the other live PDUs and feeds. */
    private long deciwatts(String asset) {
        MeterPlan meter = meters.get(asset);
        if (meter != null) {
            long load = meter.blocks().stream()
                    .mapToInt(facility.layout()::indexOf)
                    .mapToLong(facility::blockDeciwatts)
                    .sum();
            return load * meter.ratioPerMille() / 1000;
        }
        if (!facility.plant().live(asset)) {
            return 0;
        }
        boolean feed = plant.feeds().contains(asset);
        long sum = 0;
        for (int block : blocksBehind.getOrDefault(asset, List.of())) {
            long sharing = blocksBehind.keySet().stream()
                    .filter(other -> plant.feeds().contains(other) == feed
                            && !plant.cdus().containsKey(other))
                    .filter(other -> blocksBehind.getOrDefault(other, List.of()).contains(block))
                    .filter(facility.plant()::live)
                    .count();
            sum += facility.blockDeciwatts(block) / Math.max(1, sharing);
        }
        return sum;
    }

    private double supply(String cdu) {
        int warmest = blocksBehind.getOrDefault(cdu, List.of()).stream()
                .mapToInt(facility::supplyDecidegrees)
                .max()
                .orElse(320);
        return warmest / 10.0;
    }
}
