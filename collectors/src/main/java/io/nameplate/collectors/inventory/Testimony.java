/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.SlotRule;
import io.nameplate.model.evidence.Witness;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that others say of one node, each thing by itself, and what follows of it for a slot in which the node is absent.
 *
 * <p>Where those who tell of its power contradict each other the strongest word counts: off, no load, on, unknown, the
 * order in which evidence merges and an episode is restated, so that who spoke first changes nothing. It is also what the
 * contradictions mean: a BMC that says off beside a live outlet is a machine on standby; an outlet that is off, or draws
 * nothing, beside a BMC that says on is the later news of the two, since a controller without power says nothing more. A
 * node with several supplies is one witness: whoever reads its outlets says off only when all of them are.
 */
final class Testimony {

    final Sayings<Reach> reach;
    final Sayings<Witness> witness;
    final Sayings<Witness> bmc;
    final Sayings<Witness> outlet;
    final Sayings<Port> port;

    /** Every kind of saying, in the order in which a snapshot has them. */
    final List<Sayings<?>> all;

    /** Whether anything was said that may not have been folded in: of most nodes nobody says anything. */
    private boolean waits;

    Testimony(SlotRule rule) {
        reach = new Sayings<>(rule, Reach.UNKNOWN);
        witness = new Sayings<>(rule, Witness.UNKNOWN);
        bmc = new Sayings<>(rule, Witness.UNKNOWN);
        outlet = new Sayings<>(rule, Witness.UNKNOWN);
        port = new Sayings<>(rule, Port.UNKNOWN);
        all = List.of(reach, witness, bmc, outlet, port);
    }

    /**
     * Takes what is new of a reading; what comes too late is said, each reason once. A reading that says nothing is
     * taken, and changes nothing.
     */
    Set<Refusal> take(Reachability said) {
        Set<Refusal> refused = EnumSet.noneOf(Refusal.class);
        waits = true;
        switch (said.teller()) {
            case PROBE -> {
                addIfSaid(reach, said, said.reach(), Reach.UNKNOWN).ifPresent(refused::add);
                addIfSaid(witness, said, said.witness(), Witness.UNKNOWN).ifPresent(refused::add);
                addIfSaid(port, said, said.port(), Port.UNKNOWN).ifPresent(refused::add);
            }
            case BMC -> add(bmc, said, said.witness()).ifPresent(refused::add);
            case OUTLET -> add(outlet, said, said.witness()).ifPresent(refused::add);
            case SWITCH -> add(port, said, said.port()).ifPresent(refused::add);
        }
        return refused;
    }

    private static <W extends Enum<W>> Optional<Refusal> addIfSaid(
            Sayings<W> sayings, Reachability said, W word, W unknown) {
        return word == unknown ? Optional.empty() : add(sayings, said, word);
    }

    private static <W extends Enum<W>> Optional<Refusal> add(Sayings<W> sayings, Reachability said, W word) {
        Optional<Refusal> late = sayings.late(said.ts());
        if (late.isEmpty()) {
            sayings.add(said.ts(), said.hold().toMillis(), word);
        }
        return late;
    }

    /** Says that sayings are put back one by one. */
    void restored() {
        waits = true;
    }

    /** Whether nobody ever said anything. */
    boolean isSilent() {
        for (Sayings<?> sayings : all) {
            if (!sayings.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    void open(long slot) {
        if (!waits) {
            return;
        }
        waits = false;
        for (Sayings<?> sayings : all) {
            sayings.open(slot);
            waits |= sayings.waits();
        }
    }

    /** The earliest now at which all of it is decided though nothing more comes; 0 when it is decided already. */
    long decidedBy(long slot) {
        long by = 0;
        for (Sayings<?> sayings : all) {
            by = Math.max(by, sayings.decidedBy(slot));
        }
        return by;
    }

    /** Why the node's source gave nothing at the start of a slot. */
    AbsentReason reason(long slot) {
        return switch (reach.at(slot)) {
            case OK, UNKNOWN -> AbsentReason.STALE_SOURCE;
            case REFUSED -> AbsentReason.REFUSED;
            case TIMEOUT -> AbsentReason.TIMEOUT;
            case NO_ROUTE -> AbsentReason.NO_ROUTE;
        };
    }

    /** The strongest word of those who tell of its power. */
    Witness power(long slot) {
        return Strength.stronger(Strength.stronger(witness.at(slot), bmc.at(slot)), outlet.at(slot));
    }

    Port port(long slot) {
        return port.at(slot);
    }
}
