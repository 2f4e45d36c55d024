/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import io.nameplate.collectors.validate.PointKey;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the latest readings of a rule's points come to, and until when.
 *
 * <p>Outlets of a node are its redundant supplies: one with power is power. Off, or no load, is only what all of them
 * say; as long as one is not known, neither is the whole. Ports are taken likewise.
 *
 * @param until epoch milliseconds
 */
record Conclusion<W extends Enum<W>>(W word, long until) {

    static Conclusion<Witness> ofPower(WitnessRule rule, Heard heard, long at) {
        long hold = rule.hold().toMillis();
        Witness all = Witness.OFF;
        long allUntil = Long.MAX_VALUE;
        long onUntil = Long.MIN_VALUE;
        for (Outlet outlet : rule.outlets()) {
            Witness word = word(outlet, rule.nodes().size() > 1, heard, at, hold);
            long until = until(outlet.points(), heard, hold);
            if (word == Witness.ON) {
                onUntil = Math.max(onUntil, until);
            }
            allUntil = Math.min(allUntil, until);
            all = word.compareTo(all) < 0 ? word : all;
        }
        if (onUntil > at) {
            return new Conclusion<>(Witness.ON, onUntil);
        }
        return new Conclusion<>(all, all == Witness.UNKNOWN ? Long.MAX_VALUE : allUntil);
    }

    private static Witness word(Outlet outlet, boolean shared, Heard heard, long at, long hold) {
        Witness byState = outlet.state()
                .map(state -> {
                    OptionalDouble read = heard.at(state.point(), at, hold);
                    return says(state.yes(), read)
                            ? Witness.ON
                            : says(state.no(), read) ? Witness.OFF : Witness.UNKNOWN;
                })
                .orElse(Witness.UNKNOWN);
        if (outlet.load().isEmpty()) {
            return byState;
        }
        LoadRule load = outlet.load().get();
        OptionalDouble watts = heard.at(load.point(), at, hold);
        if (watts.isEmpty()) {
            return byState;
        }
        boolean isLoaded = watts.getAsDouble() >= load.noLoadBelow();
        if (byState == Witness.OFF) {
            // off and giving power: one of the two is wrong, and nobody knows which
            return isLoaded ? Witness.UNKNOWN : Witness.OFF;
        }
        return !isLoaded ? Witness.NO_LOAD : shared ? byState : Witness.ON;
    }

    static Conclusion<Port> ofPorts(WitnessRule rule, Heard heard, long at) {
        long hold = rule.hold().toMillis();
        boolean unknown = false;
        long downUntil = Long.MAX_VALUE;
        long upUntil = Long.MIN_VALUE;
        for (StateRule port : rule.ports()) {
            OptionalDouble read = heard.at(port.point(), at, hold);
            if (says(port.yes(), read)) {
                upUntil = Math.max(upUntil, heard.until(port.point(), hold));
            } else if (says(port.no(), read)) {
                downUntil = Math.min(downUntil, heard.until(port.point(), hold));
            } else {
                unknown = true;
            }
        }
        if (upUntil > at) {
            return new Conclusion<>(Port.UP, upUntil);
        }
        return unknown ? new Conclusion<>(Port.UNKNOWN, Long.MAX_VALUE) : new Conclusion<>(Port.DOWN, downUntil);
    }

    private static boolean says(Set<Double> numbers, OptionalDouble read) {
        return read.isPresent() && numbers.contains(read.getAsDouble());
    }

    private static long until(List<PointKey> points, Heard heard, long hold) {
        return points.stream()
                .mapToLong(point -> heard.until(point, hold))
                .max()
                .orElse(Long.MIN_VALUE);
    }
}
