/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import java.util.Locale;

/**
 * Two who speak of one node and cannot both be right; where it lasts, one of them is mostly told of the wrong node. The name is
 * also the metric label.
 */
public enum Discord {
    /** The node sends readings, and its outlets are off or draw nothing. */
    READINGS_OUTLET {
        @Override
        boolean between(Testimony said, boolean readings, long slot) {
            return readings && isWithout(said.outlet.at(slot));
        }
    },
    /** The node sends readings, and its BMC says off. */
    READINGS_BMC {
        @Override
        boolean between(Testimony said, boolean readings, long slot) {
            return readings && isWithout(said.bmc.at(slot));
        }
    },
    /** The node sends readings, and its port is down. */
    READINGS_PORT {
        @Override
        boolean between(Testimony said, boolean readings, long slot) {
            return readings && said.port.at(slot) == Port.DOWN;
        }
    },
    /** The BMC says on, and its outlets are off or draw nothing. The other way round it is a machine on standby. */
    BMC_OUTLET {
        @Override
        boolean between(Testimony said, boolean readings, long slot) {
            return said.bmc.at(slot) == Witness.ON && isWithout(said.outlet.at(slot));
        }
    },
    /** A prober passed on that the node is on, or off, and its BMC says the opposite. */
    PROBE_BMC {
        @Override
        boolean between(Testimony said, boolean readings, long slot) {
            Witness probe = said.witness.at(slot);
            Witness bmc = said.bmc.at(slot);
            return (probe == Witness.ON && isWithout(bmc)) || (isWithout(probe) && bmc == Witness.ON);
        }
    };

    private static boolean isWithout(Witness word) {
        return word == Witness.OFF || word == Witness.NO_LOAD;
    }

    /** Whether the two contradict each other at the start of the open slot, in epoch milliseconds. */
    abstract boolean between(Testimony said, boolean readings, long slot);

    /** The name as metrics write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
