/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.publish.Outbox;
import io.nameplate.collectors.recorder.RecordLog;
import io.nameplate.collectors.spool.Spool;

/** Lets the simulation use the two views of the spool that the collector itself uses. */
public final class SpoolDoor {

    private SpoolDoor() {}

    public static RecordLog log(Spool spool) {
        return SpoolLog.live(spool);
    }

    public static Outbox outbox(Spool spool) {
        return new SpoolOutbox(spool);
    }
}
