/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.bench.load.WorkloadMix.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;
import site.ycsb.measurements.Measurements;
import site.ycsb.workloads.CoreWorkload;

class KeyChooserTest {

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void choosesOnlyRecordsThatExist(Distribution distribution) {
    KeyChooser chooser = new KeyChooser(distribution, 50, 1000);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      seen.add(chooser.existing());
    }
    assertThat(seen).hasSizeGreaterThan(5).allMatch(number -> number >= 0 && number < 50);
  }

  @Test
  void aRecordExistsOnceItsInsertIsAcknowledged() {
    KeyChooser chooser = new KeyChooser(Distribution.LATEST, 10, 10);
    long inserted = chooser.insert();
    assertThat(inserted).isEqualTo(10);
    for (int i = 0; i < 1000; i++) {
      assertThat(chooser.existing()).isLessThan(10);
    }
    chooser.acknowledge(inserted);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(chooser.existing());
    }
    assertThat(seen).contains(10L, 9L);
  }

  @Test
  void keysAreThoseOfTheCoreWorkload() throws Exception {
    Properties properties = WorkloadMix.LOAD.coreWorkload(10, 10);
    Measurements.setProperties(properties);
    CoreWorkload workload = new CoreWorkload();
    workload.init(properties);
    Set<String> expected = new HashSet<>();
    DB recorder = new RecordingDb(expected);
    for (int i = 0; i < 10; i++) {
      assertThat(workload.doInsert(recorder, null)).isTrue();
    }
    Set<String> ours = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      ours.add(new String(KeyChooser.key(i), StandardCharsets.ISO_8859_1));
    }
    assertThat(ours).isEqualTo(expected);
  }

  /** Notes the keys that are inserted. */
  private static final class RecordingDb extends DB {
    private final Set<String> keys;

    RecordingDb(Set<String> keys) {
      this.keys = keys;
    }

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
      keys.add(key);
      return Status.OK;
    }

    @Override
    public Status read(
        String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
      return Status.NOT_IMPLEMENTED;
    }

    @Override
    public Status scan(
        String table,
        String startKey,
        int rows,
        Set<String> fields,
        Vector<HashMap<String, ByteIterator>> result) {
      return Status.NOT_IMPLEMENTED;
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
      return Status.NOT_IMPLEMENTED;
    }

    @Override
    public Status delete(String table, String key) {
      return Status.NOT_IMPLEMENTED;
    }
  }
}
