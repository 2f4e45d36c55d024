/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps witnesses to the device file that the drivers go by and to the newest registry, whichever of the two came last: a pattern may
 * fit other nodes by another registry. Where the file cannot be read by it the rules stay, and it is tried again.
 */
final class FollowedWitnesses {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedWitnesses.class);

    private final Witnesses witnesses;
    private final DeviceFile file;
    private Registry latest;
    private boolean isSpokenOf;
    private boolean isBehind;
    private boolean isSaid;

    /**
     * Begins with the file that was read last.
     *
     * @param by what it was read by
     */
    FollowedWitnesses(Witnesses witnesses, DeviceFile file, Devices devices, Registry by) {
        this.witnesses = witnesses;
        this.file = file;
        this.latest = by;
        taken(devices, by);
    }

    /**
     * The file that was read last is the one to go by now.
     *
     * @param by what it was read by; a newer registry may have come meanwhile
     */
    synchronized void taken(Devices devices, Registry by) {
        file.taken();
        witnesses.exchange(devices.witnesses());
        isSpokenOf = !devices.witnesses().isEmpty();
        isBehind = isSpokenOf && by.version() < latest.version();
        isSaid = false;
        again();
    }

    /** Another registry was taken over. */
    synchronized void follow(Registry found) {
        latest = found;
        isBehind = isSpokenOf;
        isSaid = false;
        again();
    }

    /** Tries once more, where the rules are still those of an older registry; call it every few seconds. */
    synchronized void again() {
        if (!isBehind) {
            return;
        }
        try {
            witnesses.exchange(file.witnesses(latest));
            isBehind = false;
            if (isSaid) {
                LOG.atInfo()
                        .addKeyValue("registry_version", latest.version())
                        .log("witnesses are those of the registry again");
            }
        } catch (DocumentException | IOException | UncheckedIOException wrong) {
            if (!isSaid) {
                isSaid = true;
                LOG.atWarn()
                        .addKeyValue("registry_version", latest.version())
                        .addKeyValue("reason", FileTrouble.sentence(wrong))
                        .log("device file does not fit the new registry, witnesses stay those of the old one");
            }
        }
    }
}
