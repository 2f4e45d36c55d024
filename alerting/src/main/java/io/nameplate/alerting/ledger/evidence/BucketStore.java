/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.paginators.ListObjectsV2Iterable;

/**
 * Objects in a bucket of S3, or of anything that speaks its protocol and reads what it has written. Credentials come from the
 * environment, a profile file or the machine's role, as the AWS SDK finds them; none are in our settings.
 */
public final class BucketStore implements ObjectStore {

    private static final Logger log = LoggerFactory.getLogger(BucketStore.class);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration ATTEMPT = Duration.ofSeconds(10);

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /**
     * A store in a bucket that exists.
     *
     * @param prefix what all keys begin with, such as {@code nameplate/}; may be empty
     * @param region such as {@code eu-central-1}
     * @param endpoint where the service is, unless it is AWS
     */
    public BucketStore(String bucket, String prefix, String region, Optional<URI> endpoint) {
        this.bucket = bucket;
        this.prefix = prefix;
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(region))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .overrideConfiguration(limits -> limits.apiCallTimeout(CALL).apiCallAttemptTimeout(ATTEMPT));
        endpoint.ifPresent(place -> builder.endpointOverride(place).forcePathStyle(true));
        this.client = builder.build();
    }

    @Override
    public void write(String key, byte[] bytes) {
        call(
                "evidence cannot be written to " + url(key),
                () -> client.putObject(put -> put.bucket(bucket).key(prefix + key), RequestBody.fromBytes(bytes)));
    }

    @Override
    public Optional<byte[]> read(String key) {
        return call("evidence cannot be read from " + url(key), () -> {
            try {
                return Optional.of(
                        client.getObjectAsBytes(get -> get.bucket(bucket).key(prefix + key))
                                .asByteArray());
            } catch (NoSuchKeyException missing) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<String> names(String folder) {
        String above = prefix + folder + "/";
        return call("the evidence cannot be listed in " + url(folder), () -> {
            ListObjectsV2Iterable pages = client.listObjectsV2Paginator(
                    list -> list.bucket(bucket).prefix(above).delimiter("/"));
            TreeSet<String> names = new TreeSet<>();
            pages.commonPrefixes().forEach(found -> names.add(first(found.prefix(), above)));
            pages.contents().forEach(found -> names.add(first(found.key(), above)));
            return List.copyOf(names);
        });
    }

    /** The part of a key that follows what is above it; not every server folds keys that stand alone into a prefix. */
    private static String first(String key, String above) {
        int end = key.indexOf('/', above.length());
        return key.substring(above.length(), end < 0 ? key.length() : end);
    }

    @Override
    public long deleteBefore(String folder, Instant instant) {
        return call("old evidence cannot be removed from " + url(folder), () -> {
            List<S3Object> old = client
                    .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix + folder + "/"))
                    .contents()
                    .stream()
                    .filter(found -> found.lastModified().isBefore(instant))
                    .toList();
            old.forEach(
                    found -> client.deleteObject(delete -> delete.bucket(bucket).key(found.key())));
            return (long) old.size();
        });
    }

    /** As it says there; a service that does not answer now may do so when there is something to keep. */
    @Override
    public Optional<String> problem() {
        String what = "the bucket '" + bucket + "' of the evidence store cannot be listed";
        try {
            client.listObjectsV2(list -> list.bucket(bucket).prefix(prefix).maxKeys(1));
        } catch (S3Exception refused) {
            return Optional.of(what + ": " + refused.getMessage()
                    + " (nameplate.evidence.s3.*, and the credentials in the environment)");
        } catch (SdkException silent) {
            log.atWarn().setMessage(what).setCause(silent).log();
        }
        return Optional.empty();
    }

    private String url(String key) {
        return "s3://" + bucket + "/" + prefix + key;
    }

    private static <T> T call(String failure, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failed) {
            throw new UncheckedIOException(failure, new IOException(failed));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
