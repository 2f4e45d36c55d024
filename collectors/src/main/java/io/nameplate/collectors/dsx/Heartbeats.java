/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import io.nameplate.collectors.dsx.BmsTopic.BmsPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The signs of life of a BMS, one for each of its clients, and which points each of them covers. */
final class Heartbeats {

    private static final int MOST = 1_000;

    /** A heartbeat that stays away. */
    record Silence(BmsPoint point, List<String> scopes) {

        /** Without a scope it covers everything; a scope is the beginning of tag paths or of topics, whole levels of it. */
        boolean covers(BmsPoint key) {
            return scopes.isEmpty()
                    || scopes.stream()
                            .map(scope ->
                                    scope.replaceFirst("/?#$", "").replaceFirst("^BMS/v1/PUB/(Value|Metadata)/?", ""))
                            .anyMatch(scope -> begins(key.tagPath(), scope) || begins(key.toString(), scope));
        }

        private static boolean begins(String path, String scope) {
            return scope.isEmpty() || path.equals(scope) || path.startsWith(scope + "/");
        }
    }

    private static final class Beat {
        private List<String> scopes = List.of();
        private double value = Double.NaN;
        private long heardAt;
        private boolean beating;
    }

    private final long patience;
    private final Map<BmsPoint, Beat> beats = new HashMap<>();

    /** Heartbeats that may stay away for so many milliseconds. */
    Heartbeats(long patience) {
        this.patience = patience;
    }

    /** Metadata says what one covers; from then on it is expected. */
    void covers(BmsPoint point, List<String> scopes, long now) {
        Beat beat = beat(point);
        beat.scopes = List.copyOf(scopes);
        if (!beat.beating) {
            beat.beating = true;
            beat.heardAt = now;
        }
    }

    /** One came; the same time again is no sign of life, whoever repeats it. */
    void heard(BmsPoint point, double value, long now) {
        Beat beat = beat(point);
        if (beat.value != value) {
            beat.value = value;
            beat.heardAt = now;
            beat.beating = true;
        }
    }

    /** The collector itself was away: all have their time again. */
    void unheard(long now) {
        beats.values().forEach(beat -> beat.heardAt = now);
    }

    /** Those that have just been silent for too long, each told once. */
    List<Silence> silences(long now) {
        List<Silence> silences = new ArrayList<>();
        beats.forEach((point, beat) -> {
            if (beat.beating && now - beat.heardAt > patience) {
                beat.beating = false;
                silences.add(new Silence(point, beat.scopes));
            }
        });
        return silences;
    }

    private Beat beat(BmsPoint point) {
        Beat beat = beats.get(point);
        if (beat == null) {
            beat = new Beat();
            if (beats.size() < MOST) {
                beats.put(point, beat);
            }
        }
        return beat;
    }
}
