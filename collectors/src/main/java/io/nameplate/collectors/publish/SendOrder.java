/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.SendWindow;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which record goes next: the newest epoch first, then the older ones in turns. All consumers listen to one topic, so a
 * record goes once for all that wait for it, the lowest one first.
 */
final class SendOrder {

    /** A record of an epoch. */
    record Place(EpochId epoch, long seq) {}

    private final Collection<SendWindow> windows;
    private int turn;

    SendOrder(Collection<SendWindow> windows) {
        this.windows = windows;
    }

    /**
     * The next record that a consumer waits for, if there is one.
     *
     * @param epochs oldest first
     */
    Optional<Place> next(List<EpochId> epochs) {
        int older = epochs.size() - 1;
        if (older < 0) {
            return Optional.empty();
        }
        Optional<Place> newest = lowest(epochs.get(older));
        for (int i = 0; newest.isEmpty() && i < older; i++) {
            int candidate = (turn + i) % older;
            Optional<Place> place = lowest(epochs.get(candidate));
            if (place.isPresent()) {
                turn = candidate + 1;
                return place;
            }
        }
        return newest;
    }

    private Optional<Place> lowest(EpochId epoch) {
        OptionalLong lowest = windows.stream()
                .map(window -> window.wanted(epoch))
                .flatMapToLong(OptionalLong::stream)
                .min();
        return lowest.isPresent() ? Optional.of(new Place(epoch, lowest.getAsLong())) : Optional.empty();
    }
}
