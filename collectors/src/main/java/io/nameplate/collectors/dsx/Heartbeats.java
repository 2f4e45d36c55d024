/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import io.nameplate.collectors.dsx.BmsTopic.BmsPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The signs of life of a BMS, one for each of its clients, and which points each of them covers. */
final class Heartbeats {

    private static final int MOST = 1_000;
    private static final int MOST_CHARACTERS = 4 << 20;

    /** A heartbeat that stays away. */
    record Silence(BmsPoint point, Set<String> scopes) {

        /** Without a scope it covers everything; a scope is the beginning of tag paths or of topics, whole levels of it. */
        boolean covers(BmsPoint key) {
            return scopes.isEmpty() || scopes.contains("") || begins(key.tagPath()) || begins(key.toString());
        }

        /** Looks each beginning up: there may be many scopes, and every point is asked. */
        private boolean begins(String path) {
            for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                if (scopes.contains(path.substring(0, end))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final class Beat {
        private Set<String> scopes = Set.of();
        private boolean described;
        private double value = Double.NaN;
        private long heardAt;
        private boolean beating;
    }

    private final long patience;
    private final Map<BmsPoint, Beat> beats = new HashMap<>();
    private int characters;

    /** Heartbeats that may stay away for so many milliseconds. */
    Heartbeats(long patience) {
        this.patience = patience;
    }

    /** Metadata says what one covers; from then on it is expected. False where that is more than any BMS says. */
    boolean covers(BmsPoint point, List<String> written, long now) {
        Beat beat = beat(point);
        Set<String> scopes = written.stream().map(Heartbeats::scope).collect(Collectors.toUnmodifiableSet());
        if (beat.described && beat.scopes.equals(scopes)) {
            return true;
        }
        int more = length(scopes) - length(beat.scopes);
        if (!beats.containsKey(point) || characters + more > MOST_CHARACTERS) {
            return false;
        }
        characters += more;
        beat.scopes = scopes;
        beat.described = true;
        if (!beat.beating) {
            beat.beating = true;
            beat.heardAt = now;
        }
        return true;
    }

    private static String scope(String written) {
        return written.replaceFirst("/?#$", "").replaceFirst("^BMS/v1/PUB/(Value|Metadata)/?", "");
    }

    private static int length(Set<String> scopes) {
        return scopes.stream().mapToInt(String::length).sum();
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
