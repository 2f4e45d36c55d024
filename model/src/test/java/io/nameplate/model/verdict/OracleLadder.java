/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The attribution ladder again, one GPU and one second at a time, from all observations each time: a part of the {@link Oracle}. */
record OracleLadder(World world, Lease lease, CapacityLine line, OraclePlant plant) {

    /** What one GPU was in one second. */
    record Second(String loss, long lostMs, String delivered, boolean working, boolean unassessed) {}

    /** What a GPU was; {@code pieceStart} is where the plant is looked at. */
    Second second(Block block, NodeId node, int gpu, long second, long pieceStart) {
        Object seen = seen(node, gpu, second);
        boolean ordered = windowsOver(block, node, second).contains(State.CURTAILED);
        Second was;
        if (seen instanceof Seen.Data data) {
            was = ofData(data, plant.path(block.cooling(), pieceStart * 1000), ordered);
        } else if (seen instanceof Seen.Missing missing) {
            boolean faulted =
                    missing.countShort() || lease.xidTable().unusable().contains(missing.condition());
            was = lost(faulted ? "FAULTED" : "UNMEASURED");
        } else if (seen instanceof Seen.Absent absent) {
            was = lost(ofAbsent(
                    absent,
                    plant.path(block.power(), pieceStart * 1000),
                    plant.path(block.cooling(), pieceStart * 1000),
                    second));
        } else {
            was = lost("UNMEASURED");
        }
        for (State state : windowsOver(block, node, second)) {
            return new Second(state.name(), was.lostMs, was.delivered, was.working, was.unassessed);
        }
        return was;
    }

    private Set<State> windowsOver(Block block, NodeId node, long second) {
        Set<State> over = new TreeSet<>();
        Instant at = Instant.ofEpochSecond(second);
        for (Window window : world.registry.windows()) {
            boolean open = !at.isBefore(window.from()) && at.isBefore(window.to());
            var scope = window.scope();
            boolean everywhere = scope.halls().isEmpty()
                    && scope.blocks().isEmpty()
                    && scope.nodes().isEmpty();
            boolean here = everywhere
                    || scope.halls().contains(block.hall())
                    || scope.blocks().contains(block.block())
                    || scope.nodes().contains(node);
            boolean ours = scope.leases().isEmpty() || scope.leases().contains(lease.lease());
            if (open && here && ours && isAgreed(window)) {
                over.add(window.state());
            }
        }
        return over;
    }

    /** Agreed maintenance of which the tenant was not told in time, or not at all, is an outage like any other. */
    boolean isAgreed(Window window) {
        long asked = lease.maintenanceNotice().toSeconds();
        if (window.state() != State.EXCLUDED || asked == 0) {
            return true;
        }
        return window.noticed() != null
                && window.from().getEpochSecond() - window.noticed().getEpochSecond() >= asked;
    }

    private static Second lost(String loss) {
        return new Second(loss, 1000, "IDLE", false, false);
    }

    private static Second work(String loss, long lostMs, boolean unassessed) {
        return new Second(loss, lostMs, "UTILIZED", true, unassessed);
    }

    private Second ofData(Seen.Data data, OraclePlant.Path cooling, boolean ordered) {
        if (lease.xidTable().unusable().contains(data.condition())) {
            return lost("FAULTED");
        }
        if (data.work() == Work.UNKNOWN) {
            return lost("UNMEASURED");
        }
        if (data.work() == Work.IDLE) {
            return new Second("UNMEASURED", 0, "IDLE", false, false);
        }
        if (data.clock() == -1) {
            return work("UNMEASURED", 0, true);
        }
        if (data.clock() >= line.guaranteedClockMhz()) {
            return work("UNMEASURED", 0, false);
        }
        if (data.reasons() == -1) {
            return work("UNMEASURED", 0, true);
        }
        BigDecimal guaranteed = BigDecimal.valueOf(line.guaranteedClockMhz());
        long lostMs = guaranteed
                .subtract(BigDecimal.valueOf(data.clock()))
                .multiply(BigDecimal.valueOf(1000))
                .divide(guaranteed, 0, RoundingMode.HALF_EVEN)
                .longValueExact();
        int reasons = data.reasons();
        boolean heat = (reasons & 0x20) == 0x20 || (reasons & 0x40) == 0x40;
        boolean limited = data.limit() != -1 && data.limit() < line.contractedLimitW();
        boolean setting = (reasons & 0x2) == 0x2 || ((reasons & 0x4) == 0x4 && limited);
        if (heat) {
            return work(cooling == OraclePlant.Path.DOWN ? "UNCOOLED" : "DERATED cooling", lostMs, false);
        } else if ((reasons & 0x80) == 0x80) {
            return work("DERATED power", lostMs, false);
        } else if (setting && ordered) {
            return work("CURTAILED", lostMs, false);
        } else if (setting) {
            return work("OPERATOR_LIMITED", lease.tenantOperates() ? 0 : lostMs, false);
        } else if ((reasons & 0x8) == 0x8) {
            return work("DERATED unknown", lostMs, false);
        }
        return work("UNMEASURED", 0, false);
    }

    private String ofAbsent(Seen.Absent absent, OraclePlant.Path power, OraclePlant.Path cooling, long second) {
        if (power == OraclePlant.Path.DOWN && absent.witness() != Witness.ON) {
            return "UNPOWERED";
        }
        if (cooling == OraclePlant.Path.DOWN
                && Set.of(Witness.OFF, Witness.NO_LOAD).contains(absent.witness())) {
            return "UNCOOLED";
        }
        if (absent.port() == Port.DOWN) {
            return "UNCONNECTED";
        }
        if (absent.witness() == Witness.OFF && power == OraclePlant.Path.UP) {
            return "FAULTED";
        }
        boolean longEnough = second - absent.since() >= lease.unreachableAfter().toSeconds();
        if (absent.witness() == Witness.NO_LOAD && longEnough) {
            return "FAULTED";
        }
        return absent.rebooted() ? "FAULTED" : "UNMEASURED";
    }

    /** What all observations say together of a GPU in the slot of a second: a {@link Seen}, "nothing" or "conflict". */
    Object seen(NodeId node, int gpu, long second) {
        long slot = (second - world.start) / world.registry.slot().toSeconds();
        List<Seen> data = new ArrayList<>();
        List<Seen.Absent> absences = new ArrayList<>();
        for (World.Observation observation : world.observations) {
            boolean here = observation.node().equals(node) && observation.gpu() == gpu;
            if (here && slot >= observation.from() && slot < observation.to()) {
                if (observation.seen() instanceof Seen.Absent absent) {
                    absences.add(absent);
                } else {
                    data.add(observation.seen());
                }
            }
        }
        for (Seen one : data) {
            boolean agrees = one.equals(data.get(0))
                    || (one instanceof Seen.Data a && data.get(0) instanceof Seen.Data b && a.alike(b));
            if (!agrees) {
                return "conflict";
            }
        }
        if (!data.isEmpty()) {
            return data.get(0);
        }
        absences.sort((a, b) -> {
            int order = Boolean.compare(a.rebooted(), b.rebooted());
            order = order != 0 ? order : a.reason().compareTo(b.reason());
            order = order != 0 ? order : a.witness().compareTo(b.witness());
            order = order != 0 ? order : a.port().compareTo(b.port());
            return order != 0 ? order : Long.compare(a.since(), b.since());
        });
        return absences.isEmpty() ? "nothing" : absences.get(absences.size() - 1);
    }
}
