/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.List;

/** What a spool holds, as its {@link SendWindow}s need to know it. */
public interface Holdings {

    /** The epochs with records to send, oldest first. */
    List<EpochId> epochs();

    /** The oldest sequence number held; head + 1 if none is. */
    long low(EpochId epoch);

    /** The newest sequence number; 0 if there is none yet. */
    long head(EpochId epoch);

    /** The link of a record; {@link Link#EMPTY} if it is not known any more. */
    Link link(EpochId epoch, long seq);
}
